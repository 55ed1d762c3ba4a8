using System.Globalization;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Groups;
using MutualAid.Core.Localisation;
using MutualAid.Core.Needs;

namespace MutualAid.Core.Trust;

/// <summary>Who may not post, for facilitators, who can let them again.</summary>
internal sealed class ReadBlocked(GroupDirectory groups, WhoFacilitates who, IAttention attention)
{
    public const string Name = "blocked";
    private const int PageSize = 5;

    public Task<Reply> FromCommandAsync(Ask ask, CancellationToken cancellationToken) => PageAsync(ask, page: 0, cancellationToken);

    public async Task<Reply> FromButtonAsync(Ask ask, string page, CancellationToken cancellationToken) =>
        int.TryParse(page, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < Group.MostBlocks
            ? await PageAsync(ask, number, cancellationToken)
            : ask.Refuse(Texts.ButtonStale);

    public async Task<Reply> UnblockAsync(Ask ask, string key, CancellationToken cancellationToken)
    {
        if (!await who.IsAsync(ask, cancellationToken)) return ask.Refuse(Texts.BlockFacilitatorOnly);
        var act = new FacilitatorAct(Token.From("act", ask.Key), ask.Now, ask.Actor, ActKind.Unblocked);
        var outcome = BlockOutcome.Gone;
        await groups.ChangeAsync(
            ask.Group.Id,
            g =>
            {
                (var next, outcome) = g.Unblocking(key, act, ask.Now);
                return next;
            },
            cancellationToken);
        attention.Wants(ask.Group.Id);
        return ask.Tell(outcome == BlockOutcome.Done ? Texts.UnblockDone : Texts.UnblockGone);
    }

    private async Task<Reply> PageAsync(Ask ask, int page, CancellationToken cancellationToken)
    {
        if (!await who.IsAsync(ask, cancellationToken)) return ask.Refuse(Texts.BlockFacilitatorOnly);
        var blocks = ask.Group.BlocksAt(ask.Now).Reverse().ToList();
        if (blocks.Count == 0) return ask.Tell(Texts.BlockedNobody);
        var shown = blocks.Skip(page * PageSize).Take(PageSize).ToList();
        var left = blocks.Count - (page * PageSize) - shown.Count;
        return ask.Tell(Texts.BlockedIntro, ("n", blocks.Count)) with
        {
            Sections = [.. shown.Select(b => new ReplySection(Line(ask, b), [ask.Button($"{ActionList.Unblock}:{b.Key}:", Texts.ButtonUnblock)]))],
            Actions = left <= 0 ? [] : [new CardAction($"{ActionList.BlockedPage}:{page + 1}:", ask.Language.Plain(Texts.ButtonNextPage, ("n", left)))],
        };
    }

    private static RichText Line(Ask ask, Block block)
    {
        var line = ask.Language.Say(
            Texts.BlockedRow,
            ("who", block.IsHidden ? ask.Language.Say(Texts.SomeoneInTheGroup) : RichText.Of(new PersonName(block.Person))),
            ("number", block.Number),
            ("when", ask.Moment(block.Until)),
            ("why", Concerns.Say(block.Why, ask.Language)));
        return block.Words is { } words ? line.Then(RichText.Of(new Words(" "), new MemberWords(words))) : line;
    }
}
