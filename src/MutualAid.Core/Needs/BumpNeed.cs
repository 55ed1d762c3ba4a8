using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Localisation;
using MutualAid.Core.Trust;

namespace MutualAid.Core.Needs;

/// <summary>The requester lifts an open need to the end of the channel, once a day, so that nobody has to post it twice to be seen.</summary>
internal sealed class BumpNeed(NeedChanges changes, NeedFinder finder)
{
    public async Task<Reply> FromCommandAsync(Ask ask, CancellationToken cancellationToken)
    {
        var (need, refusal) = await finder.ByNumberAsync(ask, cancellationToken);
        return need is null ? refusal! : await BumpAsync(ask, need, cancellationToken);
    }

    public async Task<Reply> FromButtonAsync(Ask ask, NeedId id, CancellationToken cancellationToken)
    {
        var (need, refusal) = await finder.ByButtonAsync(ask, id, cancellationToken);
        return need is null ? refusal! : await BumpAsync(ask, need, cancellationToken);
    }

    private async Task<Reply> BumpAsync(Ask ask, Need need, CancellationToken cancellationToken)
    {
        if (need.Requester == ask.Actor && BlockedWords.Refusal(ask) is { } blocked) return blocked;
        var result = await changes.ApplyAsync(need.Id, ask.Rules.Pace, ask.Now, n => n.BumpedBy(ask.Actor, ask.Key, ask.Now), cancellationToken);
        return result is { } done ? NeedChangeReply.Of(ask, done.Need, done.Outcome) : ask.Refuse(Texts.ButtonStale);
    }
}
