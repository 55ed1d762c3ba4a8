using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Groups;

namespace MutualAid.Core.Trust;

/// <summary>
/// Tells facilitators privately what was reported, each once, and never whoever posted it; and who reported it what became of it. Where no facilitator
/// can be reached, the next one who uses a command is told. Who is to be told is stored before anything is said.
/// </summary>
internal sealed class TellReports(GroupDirectory groups, ReportWords words, IEnumerable<IChatPlatform> platforms, TimeProvider time)
{
    /// <summary>Whether there is nothing left to tell by private word; false after an outage, when it is to be tried again. Not for two at once in a group.</summary>
    public async Task<bool> InPrivateAsync(GroupId id, CancellationToken cancellationToken)
    {
        try
        {
            while (await groups.FindAsync(id, cancellationToken) is { ReportToTell: { } report } group)
            {
                if (report.IsToTell)
                {
                    await IsToldAsync(group, report, report.By, ReportWords.ToReporter(report, groups.RulesOf(group).Language), cancellationToken);
                    await groups.ChangeAsync(id, g => g.With(report, r => r with { IsToTell = false }), cancellationToken);
                    continue;
                }

                var now = time.GetCurrentInstant();
                if (await words.SubjectAsync(report, cancellationToken) is not { IsOpen: true } subject)
                {
                    await groups.ChangeAsync(id, g => g.Deciding(report.Subject, ReportEnd.Closed, now), cancellationToken);
                    continue;
                }

                var step = await StepAsync(group, report, subject, cancellationToken);
                await groups.ChangeAsync(id, g => g.With(report, step), cancellationToken);
            }

            return true;
        }
        catch (ChatException)
        {
            return false;
        }
    }

    /// <summary>The reply; to a facilitator, where none could be reached in private, together with what was reported.</summary>
    public async Task<Reply?> AlongAsync(Ask ask, Reply? reply, CancellationToken cancellationToken)
    {
        if (!ask.IsFacilitator || reply is not { Form: null, IsAboutInput: false } || ask.Group.Reports.FirstOrDefault(r => r.IsForNext) is not { } report) return reply;
        if (await words.SubjectAsync(report, cancellationToken) is not { IsOpen: true } subject || subject.Author == ask.Actor) return reply;
        var group = await groups.ChangeAsync(ask.Group.Id, g => g.With(report, r => r with { IsCalled = true }), cancellationToken);
        return reply with { Sections = reply.Sections.Add(ReportWords.Row(group, report, subject, ask.Language)) };
    }

    private async Task<Func<Report, Report>> StepAsync(Group group, Report report, ReportWords.Subject subject, CancellationToken cancellationToken)
    {
        if (!report.IsSought)
        {
            var to = await SoughtAsync(group, cancellationToken);
            return r => r with { IsSought = true, To = [.. to.Where(p => p != subject.Author && p != r.By)] };
        }

        if (report.To.IsEmpty) return r => r with { IsCalled = true };
        var isTold = await IsToldAsync(group, report, report.To[0], ReportWords.ToFacilitator(group, report, subject, groups.RulesOf(group).Language), cancellationToken);
        return r => r with { To = r.To.IsEmpty ? [] : r.To.RemoveAt(0), IsReached = r.IsReached || isTold };
    }

    private async Task<ImmutableArray<PersonId>> SoughtAsync(Group group, CancellationToken cancellationToken)
    {
        try
        {
            return PlatformOf(group.Id.Value) is IFacilitators platform ? await platform.FacilitatorsAsync(group.Id, cancellationToken) : [];
        }
        catch (ChatException e) when (e.Problem != ChatProblem.Unreachable)
        {
            // Nobody is known: the next facilitator who comes by is told.
            return [];
        }
    }

    private async Task<bool> IsToldAsync(Group group, Report report, PersonId person, Card card, CancellationToken cancellationToken)
    {
        var posting = report.PostingFor(group.Id, person);
        try
        {
            var platform = PlatformOf(person.Value) ?? throw new ChatException(ChatProblem.Refused);
            var place = await platform.OpenDirectAsync(person, group.Id, cancellationToken);
            if (await platform.FindAsync(place, posting, report.At, cancellationToken) is null) await platform.PostAsync(place, posting, card, cancellationToken);
            return true;
        }
        catch (ChatException e) when (e.Problem != ChatProblem.Unreachable)
        {
            return false;
        }
    }

    private IChatPlatform? PlatformOf(string id) => platforms.FirstOrDefault(p => id.StartsWith(p.Name + ":", StringComparison.Ordinal));
}
