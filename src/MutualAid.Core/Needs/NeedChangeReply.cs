using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Localisation;
using MutualAid.Core.Trust;

namespace MutualAid.Core.Needs;

/// <summary>What the actor is told about a change of a need.</summary>
internal static class NeedChangeReply
{
    public static Reply Of(Ask ask, Need need, ChangeOutcome outcome) => outcome switch
    {
        ChangeOutcome.Met => ask.Tell(Texts.DoneMet, ("number", need.Number)) with { Actions = Reopening(ask, need) },
        ChangeOutcome.PartDone => ask.Tell(Texts.DonePart, ("number", need.Number)),
        ChangeOutcome.OpenAgain => ask.Tell(Texts.OpenAgain, ("number", need.Number)),
        ChangeOutcome.Withdrawn => ask.Tell(Texts.Withdrawn, ("number", need.Number)) with { Actions = Reopening(ask, need) },
        ChangeOutcome.Lifted => ask.Tell(Texts.Bumped, ("number", need.Number)),
        ChangeOutcome.TooSoon => ask.Tell(Texts.BumpTooSoon, ("number", need.Number), ("when", ask.Moment(need.BumpedAt!.Value + NodaTime.Duration.FromDays(1)))),
        ChangeOutcome.NothingToFree => ask.Tell(Texts.NothingToFree, ("number", need.Number)),
        ChangeOutcome.ReasonNeeded => ask.Refuse(Texts.CloseReasonNeeded, ("number", need.Number)),
        ChangeOutcome.NotYours => ask.Tell(Texts.NotYours, ("number", need.Number)),
        ChangeOutcome.Closed => ask.Tell(Texts.NeedClosed, ("number", need.Number)),
        ChangeOutcome.StillOpen => ask.Tell(Texts.StillOpen, ("number", need.Number)),
        ChangeOutcome.Repeated => ask.Tell(Texts.Repeated),
        _ => throw new InvalidOperationException($"No answer to {outcome}."),
    };

    private static System.Collections.Immutable.ImmutableArray<CardAction> Reopening(Ask ask, Need need) =>
        need.Requester == ask.Actor ? NeedActions.ForRequester(ask, need) : need.IsOpen ? [] : MenuActions.For(ask, need);
}
