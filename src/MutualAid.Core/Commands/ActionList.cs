using MutualAid.Core.Chat;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using MutualAid.Core.Trust;

namespace MutualAid.Core.Commands;

/// <summary>
/// The one list of buttons: <c>name:id:extra</c>, the id a need's or an offer's, at most 100 characters. A button holds no state of its own, so one from
/// last year still works, and one that no longer fits says so and changes nothing.
/// </summary>
internal static class ActionList
{
    public const string Claim = "claim";
    public const string Details = "details";
    public const string Done = "done";
    public const string Finish = "finish";
    public const string Release = "release";
    public const string More = "more";
    public const string Edit = "edit";
    public const string Bump = "bump";
    public const string Close = "close";
    public const string NobodyCame = "nobody";
    public const string Reopen = "reopen";
    public const string Still = "still";
    public const string Keep = "keep";
    public const string Tell = "tell";
    public const string PostDigest = "digest";
    public const string Page = "page";
    public const string Ask = "ask";
    public const string HowMuch = "how-much";
    public const string Category = "category";
    public const string OfferCategory = "offer-category";
    public const string PostAnyway = "post-anyway";
    public const string NoThanks = "no-thanks";
    public const string Suggesting = "suggesting";
    public const string OfferSomething = "offer";
    public const string AskFor = "ask-for";
    public const string MoreOfOffer = "more-of-offer";
    public const string EditOffer = "edit-offer";
    public const string PauseOffer = "pause-offer";
    public const string ResumeOffer = "resume-offer";
    public const string WithdrawOffer = "withdraw-offer";
    public const string RenewOffer = "renew-offer";
    public const string OffersPage = "offers-page";
    public const string LogPage = "log-page";
    public const string Report = "report";
    public const string ReportOffer = "report-offer";
    public const string CloseReported = "close-reported";
    public const string CloseReportedOffer = "close-reported-offer";
    public const string LeaveReported = "leave-reported";
    public const string Block = "block";
    public const string BlockOffer = "block-offer";
    public const string Unblock = "unblock";
    public const string BlockedPage = "blocked-page";

    public const string WaveThrough = "wave-through";
    public const string WaveOfferThrough = "wave-offer-through";
    public const string Privacy = "privacy";

    public static string Id(string name, NeedId need, string extra = "") => $"{name}:{need}:{extra}";

    public static string Id(string name, OfferId offer, string extra = "") => $"{name}:{offer}:{extra}";

    /// <summary>What a pressed button does, or null where there is no such button.</summary>
    public static Func<UseCases, Ask, Task<Reply>>? Find(string actionId, CancellationToken stop)
    {
        var parts = actionId.Split(':', 3);
        if (parts.Length != 3) return null;
        var (need, offer, extra) = (new NeedId(parts[1]), new OfferId(parts[1]), parts[2]);
        return parts[0] switch
        {
            Claim => (use, ask) => use.ClaimNeed.FromButtonAsync(ask, need, extra, stop),
            Details => (use, ask) => use.ShowDetails.FromButtonAsync(ask, need, stop),
            Done => (use, ask) => use.FinishNeed.AskAsync(ask, need, stop),
            Finish => (use, ask) => use.FinishNeed.FromButtonAsync(ask, need, extra, stop),
            Release => (use, ask) => use.ReleaseClaim.FromButtonAsync(ask, need, stop),
            More => (use, ask) => use.ShowMore.FromButtonAsync(ask, need, stop),
            Edit => (use, ask) => use.EditNeed.FromButtonAsync(ask, need, stop),
            Bump => (use, ask) => use.BumpNeed.FromButtonAsync(ask, need, stop),
            Close => (use, ask) => use.CloseNeed.FromButtonAsync(ask, need, stop),
            NobodyCame => (use, ask) => use.FreeClaims.FromButtonAsync(ask, need, extra, stop),
            Reopen => (use, ask) => use.ReopenNeed.FromButtonAsync(ask, need, extra, stop),
            Still => (use, ask) => use.StillThere.ClaimerAsync(ask, need, stop),
            Keep => (use, ask) => use.StillThere.RequesterAsync(ask, need, stop),
            Tell => (use, ask) => use.TellAbout.FromButtonAsync(ask, extra, stop),
            PostDigest => (use, ask) => use.ShowDigest.FromButtonAsync(ask, stop),
            Ask => (_, ask) => Task.FromResult(PostNeed.OpenForm(ask)),
            Page => (use, ask) => use.ListNeeds.FromButtonAsync(ask, parts[1], extra, stop),
            Category => (use, ask) => use.SetCategory.FromButtonAsync(ask, need, extra, stop),
            OfferCategory => (use, ask) => use.ChangeOffer.SetCategoryAsync(ask, offer, extra, stop),
            HowMuch => (use, ask) => use.ClaimNeed.OpenFormAsync(ask, need, extra, stop),
            PostAnyway => (use, ask) => use.PostNeed.AnywayAsync(ask, need, stop),
            NoThanks => (use, ask) => use.SuggestOffers.DeclineAsync(ask, need, stop),
            Suggesting => (use, ask) => use.SuggestOffers.TurnAsync(ask, extra, stop),
            OfferSomething => (_, ask) => Task.FromResult(PostOffer.OpenForm(ask)),
            AskFor => (use, ask) => use.AskForOffer.OpenAsync(ask, offer, stop),
            MoreOfOffer => (use, ask) => use.ChangeOffer.MoreAsync(ask, offer, stop),
            EditOffer => (use, ask) => use.ChangeOffer.OpenFormAsync(ask, offer, stop),
            PauseOffer => (use, ask) => use.ChangeOffer.PauseAsync(ask, offer, paused: true, stop),
            ResumeOffer => (use, ask) => use.ChangeOffer.PauseAsync(ask, offer, paused: false, stop),
            WithdrawOffer => (use, ask) => use.ChangeOffer.FromButtonAsync(ask, offer, stop),
            RenewOffer => (use, ask) => use.ChangeOffer.RenewAsync(ask, offer, stop),
            OffersPage => (use, ask) => use.ListOffers.FromButtonAsync(ask, parts[1], extra, stop),
            Block => (use, ask) => use.BlockPerson.OpenAsync(ask, need, stop),
            BlockOffer => (use, ask) => use.BlockPerson.OpenAsync(ask, offer, stop),
            Unblock => (use, ask) => use.ReadBlocked.UnblockAsync(ask, parts[1], stop),
            BlockedPage => (use, ask) => use.ReadBlocked.FromButtonAsync(ask, parts[1], stop),
            Report => (use, ask) => use.ReportThing.OpenAsync(ask, need, stop),
            ReportOffer => (use, ask) => use.ReportThing.OpenAsync(ask, offer, stop),
            CloseReported => (use, ask) => use.DecideReport.OpenAsync(ask, need, stop),
            CloseReportedOffer => (use, ask) => use.DecideReport.OpenAsync(ask, offer, stop),
            LeaveReported => (use, ask) => use.DecideReport.LeaveAsync(ask, parts[1], stop),
            LogPage => (_, ask) => Task.FromResult(ReadLog.FromButton(ask, parts[1])),
            WaveThrough => (use, ask) => use.WaveThrough.FromButtonAsync(ask, need, stop),
            WaveOfferThrough => (use, ask) => use.WaveThrough.FromButtonAsync(ask, offer, stop),
            Privacy => (use, ask) => use.ShowPrivacy.FromButtonAsync(ask, extra, stop),
            _ => null,
        };
    }
}
