using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Localisation;
using MutualAid.Core.Offers;
using MutualAid.Core.Trust;
using NodaTime;

namespace MutualAid.Core.Needs;

/// <summary>The requester changes a need in a form that holds what stands there now.</summary>
internal sealed class EditNeed(NeedChanges changes, NeedFinder finder, Newcomers newcomers)
{
    public async Task<Reply> FromCommandAsync(Ask ask, CancellationToken cancellationToken)
    {
        var (need, offer, refusal) = await finder.ThingByNumberAsync(ask, cancellationToken);
        if (offer is not null) return ChangeOffer.OpenForm(ask, offer);
        return need is null ? refusal! : Open(ask, need);
    }

    public async Task<Reply> FromButtonAsync(Ask ask, NeedId id, CancellationToken cancellationToken)
    {
        var (need, refusal) = await finder.ByButtonAsync(ask, id, cancellationToken);
        return need is null ? refusal! : Open(ask, need);
    }

    public async Task<Reply> FromFormAsync(Ask ask, NeedId id, ImmutableDictionary<string, string> sent, CancellationToken cancellationToken)
    {
        var (need, refusal) = await finder.ByButtonAsync(ask, id, cancellationToken);
        if (need is null) return refusal!;
        if (need.Requester != ask.Actor) return NeedChangeReply.Of(ask, need, ChangeOutcome.NotYours);
        if (BlockedWords.Refusal(ask) is { } blocked) return blocked;
        // What the form did not show stays as it is.
        var values = NeedForm.Written(ask, need.Content).SetItems(sent);
        var (content, wrong) = NeedContentReader.Read(ask, values, need.Content);
        if (content is null) return wrong! with { GivenBack = null, Form = NeedForm.ForEditing(ask, need, values) };
        var isNew = await newcomers.HaveAsync(ask, cancellationToken);
        var result = await changes.ApplyAsync(need.Id, ask.Rules.Pace, ask.Now, Edit, cancellationToken);
        if (result is not { } done) return ask.Refuse(Texts.ButtonStale);
        return done.Outcome switch
        {
            EditOutcome.Edited or EditOutcome.Repeated when done.Need is { IsOpen: true, NodUntil: { } until } => Waiting(ask, need.Number, Texts.NodUrgent, until),
            EditOutcome.Edited or EditOutcome.Repeated => ask.Tell(Texts.Edited, ("number", need.Number)),
            EditOutcome.Same => ask.Tell(Texts.EditedNothing, ("number", need.Number)),
            EditOutcome.LessThanCovered => ask.Tell(Texts.EditBelowCovered, ("n", done.Need.Covered), ("number", need.Number))
                with
            { Form = NeedForm.ForEditing(ask, need, values) },
            EditOutcome.NotYours => NeedChangeReply.Of(ask, need, ChangeOutcome.NotYours),
            EditOutcome.Closed => NeedChangeReply.Of(ask, need, ChangeOutcome.Closed),
            _ => throw new InvalidOperationException($"No answer to {done.Outcome}."),
        };

        (Need Next, EditOutcome Outcome) Edit(Need before)
        {
            var (next, outcome) = before.EditedBy(ask.Actor, content, ask.Key, ask.Now);
            return (isNew && outcome == EditOutcome.Edited ? next.AwaitingNodAgain(before, ask.Rules.Pace, ask.Now) : next, outcome);
        }
    }

    /// <summary>It is changed, and nobody else can read it until it is waved through.</summary>
    internal static Reply Waiting(Ask ask, int number, string whatElse, Instant until)
    {
        var reply = ask.Tell(Texts.NodEdited, ("number", number));
        return reply with { Text = reply.Text.Then(ask.Language.Say(whatElse, ("when", ask.Moment(until)))) };
    }

    private static Reply Open(Ask ask, Need need)
    {
        if (need.Requester != ask.Actor) return NeedChangeReply.Of(ask, need, ChangeOutcome.NotYours);
        if (!need.IsOpen) return NeedChangeReply.Of(ask, need, ChangeOutcome.Closed);
        return BlockedWords.Refusal(ask) ?? ask.Tell(Texts.EditIntro, ("number", need.Number)) with { Form = NeedForm.ForEditing(ask, need) };
    }
}
