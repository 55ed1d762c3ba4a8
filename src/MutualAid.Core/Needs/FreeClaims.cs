using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Localisation;

namespace MutualAid.Core.Needs;

/// <summary>[Nobody came]: the requester, or a facilitator visibly, frees a silent claim and brings the need back at once.</summary>
internal sealed class FreeClaims(NeedChanges changes, NeedFinder finder)
{
    private const string All = "all";

    public async Task<Reply> FromButtonAsync(Ask ask, NeedId id, string extra, CancellationToken cancellationToken)
    {
        var (need, refusal) = await finder.ByButtonAsync(ask, id, cancellationToken);
        if (need is null) return refusal!;
        if (need.Requester != ask.Actor && !ask.IsFacilitator) return NeedChangeReply.Of(ask, need, ChangeOutcome.NotYours);
        var silent = need.ActiveClaims.ToList();
        if (extra.Length == 0 && need.IsOpen && silent.Count > 1) return Whose(ask, need, silent);
        PersonId? claimer = extra.Length == 0 || extra == All ? null : silent.FirstOrDefault(c => Short(c) == extra)?.Person ?? default(PersonId);
        var result = await changes.ApplyAsync(
            id, ask.Rules.Pace, ask.Now, n => n.NobodyCame(ask.Actor, ask.IsFacilitator, claimer, ask.Key, ask.Now), cancellationToken);
        return result is { } done ? NeedChangeReply.Of(ask, done.Need, done.Outcome) : ask.Refuse(Texts.ButtonStale);
    }

    /// <summary>Several are on it: whose part stayed undone? One row a person, so that names stay names.</summary>
    private static Reply Whose(Ask ask, Need need, List<Claim> silent) =>
        ask.Tell(Texts.NobodyCameWhose, ("number", need.Number)) with
        {
            Sections = [.. silent.Select(c => new ReplySection(
                RichText.Of(new PersonName(c.Person)), [ask.Button(ActionList.Id(ActionList.NobodyCame, need.Id, Short(c)), Texts.ButtonNobodyCame)]))],
            Actions = [ask.Button(ActionList.Id(ActionList.NobodyCame, need.Id, All), Texts.ButtonNobodyCameAll)],
        };

    private static string Short(Claim claim) => Token.From(claim.Person.Value)[..12];
}
