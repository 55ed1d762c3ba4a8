using MutualAid.Core.Chat;
using MutualAid.Core.Needs;

namespace MutualAid.Core.Commands;

/// <summary>
/// The one list of buttons: <c>name:need:extra</c>, at most 100 characters. A button holds no state of its own, so one from
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

    public static string Id(string name, NeedId need, string extra = "") => $"{name}:{need}:{extra}";

    /// <summary>What a pressed button does, or null where there is no such button.</summary>
    public static Func<UseCases, Ask, Task<Reply>>? Find(string actionId, CancellationToken stop)
    {
        var parts = actionId.Split(':', 3);
        if (parts.Length != 3) return null;
        var (need, extra) = (new NeedId(parts[1]), parts[2]);
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
            Reopen => (use, ask) => use.ReopenNeed.FromButtonAsync(ask, need, stop),
            Still => (use, ask) => use.StillThere.ClaimerAsync(ask, need, stop),
            Keep => (use, ask) => use.StillThere.RequesterAsync(ask, need, stop),
            Tell => (use, ask) => use.TellAbout.FromButtonAsync(ask, extra, stop),
            PostDigest => (use, ask) => use.ShowDigest.FromButtonAsync(ask, stop),
            Ask => (_, ask) => Task.FromResult(PostNeed.OpenForm(ask)),
            Page => (use, ask) => use.ListNeeds.FromButtonAsync(ask, parts[1], extra, stop),
            _ => null,
        };
    }
}
