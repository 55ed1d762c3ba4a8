using System.Globalization;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Localisation;

namespace MutualAid.Core.Needs;

/// <summary>Finds the need somebody means, within their group only, or the answer why not.</summary>
internal sealed class NeedFinder(INeedStore needs)
{
    /// <summary>By the option <c>number</c>.</summary>
    public async Task<(Need? Need, Reply? Refusal)> ByNumberAsync(Ask ask, CancellationToken cancellationToken)
    {
        if (ask.Option("number") is not { } typed) return (null, ask.Misread(Texts.NumberMissing));
        var digits = typed.TrimStart('#');
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1)
            return (null, ask.Misread(Texts.NumberBad, ("typed", new MemberWords(Excerpt.Of(typed)))));
        var need = await needs.FindByNumberAsync(ask.Group.Id, number, cancellationToken);
        return need is null ? (null, ask.Misread(Texts.NumberUnknown, ("number", number))) : (need, null);
    }

    /// <summary>By a button. A need of another group is as good as none: who presses learns nothing of it.</summary>
    public async Task<(Need? Need, Reply? Refusal)> ByButtonAsync(Ask ask, NeedId id, CancellationToken cancellationToken)
    {
        var need = await needs.FindAsync(id, cancellationToken);
        return need is null || need.Group != ask.Group.Id ? (null, ask.Refuse(Texts.ButtonStale)) : (need, null);
    }
}
