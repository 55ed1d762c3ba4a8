using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Localisation;
using MutualAid.Core.Needs;

namespace MutualAid.Core.Keeping;

/// <summary>What a facilitator is told when a place can't be written to: what happened, that nothing is lost, what waits, what to do.</summary>
internal sealed class TroubleWord(INeedStore needs, IEnumerable<IChatPlatform> platforms)
{
    /// <summary>The first line is the heading. Throws nothing of the platform's: what it can't say is left out.</summary>
    public async Task<ImmutableArray<RichText>> LinesAsync(Group group, Trouble trouble, Language language, CancellationToken cancellationToken)
    {
        var lines = ImmutableArray.CreateBuilder<RichText>();
        lines.Add(language.Say(trouble.IsGone ? Texts.TroubleGone : Texts.TroubleRefused, ("place", trouble.Place)));
        lines.Add(language.Say(Texts.TroubleSafe));
        var open = await needs.OpenInAsync(group.Id, cancellationToken);
        var waiting = open.Count(n => n.CardPosting is { Waits: true } card && card.Place == trouble.Place);
        if (waiting > 0) lines.Add(language.Say(Texts.TroubleWaiting, ("n", waiting)));
        if (!trouble.IsGone)
        {
            var missing = await MissingAsync(trouble.Place, language, cancellationToken);
            lines.Add(missing.IsEmpty ? language.Say(Texts.TroubleLetIn) : language.Say(Texts.TroubleAllow, ("permissions", string.Join(", ", missing))));
        }

        lines.Add(language.Say(trouble.IsGone ? Texts.TroubleMove : Texts.TroubleOrMove));
        return lines.ToImmutable();
    }

    public async Task<Card> CardAsync(Group group, Trouble trouble, Language language, CancellationToken cancellationToken)
    {
        var lines = await LinesAsync(group, trouble, language, cancellationToken);
        return new Card { Kind = CardKind.Whisper, Language = language.Tag, Title = lines[0], Lines = lines[1..], Notifies = true };
    }

    private async Task<ImmutableArray<string>> MissingAsync(PlaceId place, Language language, CancellationToken cancellationToken)
    {
        if (platforms.FirstOrDefault(p => p.Name == place.Platform) is not IPermissions platform) return [];
        try
        {
            return await platform.MissingAsync(place, language.Tag, cancellationToken);
        }
        catch (ChatException)
        {
            // Where the bot may not even look, it can't say what is missing.
            return [];
        }
    }
}
