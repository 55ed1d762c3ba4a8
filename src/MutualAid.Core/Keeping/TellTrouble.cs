using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Groups;

namespace MutualAid.Core.Keeping;

/// <summary>
/// Tells one facilitator of a trouble, once. Who is to be told is stored before anything is said, and the posting id follows from the trouble
/// and the person, so that after a crash the same person is found to know it already.
/// </summary>
internal sealed class TellTrouble(GroupDirectory groups, IEnumerable<IChatPlatform> platforms, TroubleWord word, TimeProvider time)
{
    private const int MostAsked = 5;

    /// <summary>Whether there is nothing left to tell by private word; false after an outage, when it is to be tried again. Not for two at once in a group.</summary>
    public async Task<bool> InPrivateAsync(GroupId id, CancellationToken cancellationToken)
    {
        try
        {
            while (await groups.FindAsync(id, cancellationToken) is { TroubleToTell: { } trouble } group)
            {
                var change = !trouble.IsSought ? await SoughtAsync(group, cancellationToken)
                    : await IsToldAsync(group, trouble, trouble.To[0], cancellationToken) ? Told(token: null)
                    : t => t with { To = t.To.RemoveAt(0) };
                await groups.ChangeAsync(id, g => g.With(trouble, change), cancellationToken);
            }

            return true;
        }
        catch (ChatException)
        {
            return false;
        }
    }

    /// <summary>The reply; to a facilitator, where nobody could be reached in private, together with what is wrong. To one of them, once.</summary>
    public async Task<Reply?> AlongAsync(Ask ask, Reply? reply, CancellationToken cancellationToken)
    {
        // A form has no room for it, and how something was misread may be said in public.
        if (!ask.IsFacilitator || reply is not { Form: null, IsAboutInput: false } || !ask.Group.IsInTrouble) return reply;
        var token = Token.From(ask.Key);
        var group = await groups.ChangeAsync(
            ask.Group.Id, g => g.Troubles.FirstOrDefault(t => t.IsForNext) is { } trouble ? g.With(trouble, Told(token)) : g, cancellationToken);
        if (group.Troubles.FirstOrDefault(t => t.EndedAt is null && t.ToldIn == token) is not { } told) return reply;
        var lines = await word.LinesAsync(group, told, ask.Language, cancellationToken);
        return reply with { Sections = [.. reply.Sections, .. lines.Select(l => new ReplySection(l, []))] };
    }

    private Func<Trouble, Trouble> Told(string? token)
    {
        var now = time.GetCurrentInstant();
        return t => t with { ToldAt = now, ToldIn = token, To = [] };
    }

    private async Task<Func<Trouble, Trouble>> SoughtAsync(Group group, CancellationToken cancellationToken)
    {
        var found = ImmutableArray<PersonId>.Empty;
        try
        {
            if (PlatformOf(group.Id.Value) is IFacilitators platform) found = await platform.FacilitatorsAsync(group.Id, cancellationToken);
        }
        catch (ChatException e) when (e.Problem != ChatProblem.Unreachable)
        {
            // Nobody is known: the next facilitator who comes by is told.
        }

        return t => t with { IsSought = true, To = [.. found.Take(MostAsked)] };
    }

    /// <summary>Whether this person knows it now; false where they can't be reached.</summary>
    private async Task<bool> IsToldAsync(Group group, Trouble trouble, PersonId person, CancellationToken cancellationToken)
    {
        var posting = trouble.PostingFor(group.Id, person);
        try
        {
            var platform = PlatformOf(person.Value) ?? throw new ChatException(ChatProblem.Unreachable);
            var place = await platform.OpenDirectAsync(person, group.Id, cancellationToken);
            if (await platform.FindAsync(place, posting, trouble.Since, cancellationToken) is not null) return true;
            await platform.PostAsync(place, posting, await word.CardAsync(group, trouble, groups.RulesOf(group).Language, cancellationToken), cancellationToken);
            return true;
        }
        catch (ChatException e) when (e.Problem != ChatProblem.Unreachable)
        {
            return false;
        }
    }

    private IChatPlatform? PlatformOf(string id) => platforms.FirstOrDefault(p => id.StartsWith(p.Name + ":", StringComparison.Ordinal));
}
