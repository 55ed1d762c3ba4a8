using Microsoft.Extensions.Options;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Groups;
using MutualAid.Core.Localisation;
using MutualAid.Core.Members;
using MutualAid.Core.Needs;
using MutualAid.Core.Trust;
using NodaTime;

namespace MutualAid.Core.Privacy;

/// <summary>What is stored about somebody, in plain words and as counts; a copy of it; and forgetting all of it. Nobody else learns that they asked.</summary>
internal sealed class ShowPrivacy(
    FindMine find, ExportMine export, ForgetPerson forget, IEnumerable<IChatPlatform> platforms, IOptions<GroupOptions> options)
{
    private const string Copy = "export";
    private const string AskFirst = "forget";
    private const string Erase = "erase";
    private const string Keep = "keep";

    public Task<Reply> FromCommandAsync(Ask ask, CancellationToken cancellationToken) => ask.Option("do")?.ToLowerInvariant() switch
    {
        null => ShownAsync(ask, cancellationToken),
        Copy => CopyAsync(ask, cancellationToken),
        AskFirst => AskFirstAsync(ask, cancellationToken),
        var other => Task.FromResult(ask.Misread(Texts.ChoiceBad, ("typed", new MemberWords(Excerpt.Of(other))), ("known", $"{Copy}, {AskFirst}"))),
    };

    public Task<Reply> FromButtonAsync(Ask ask, string choice, CancellationToken cancellationToken) => choice switch
    {
        Copy => CopyAsync(ask, cancellationToken),
        AskFirst => AskFirstAsync(ask, cancellationToken),
        Erase => EraseAsync(ask, cancellationToken),
        Keep => Task.FromResult(ask.Tell(Texts.ForgetKept)),
        _ => Task.FromResult(ask.Refuse(Texts.ButtonStale)),
    };

    private static CardAction Button(Ask ask, string choice, string text, ActionStyle style = ActionStyle.Plain) =>
        ask.Button(ActionList.Id(ActionList.Privacy, default(NeedId), choice), text, style);

    private async Task<Reply> ShownAsync(Ask ask, CancellationToken cancellationToken)
    {
        var mine = await find.OfAsync(ask.Actor, cancellationToken);
        var sections = new List<RichText> { ask.Language.Say(Texts.PrivacyHere, ("things", Things(ask, mine.In(ask.Group.Id), here: true))) };
        if (mine.In(ask.Group.Id, others: true) is { IsEmpty: false } elsewhere)
            sections.Add(ask.Language.Say(Texts.PrivacyElsewhere, ("things", Things(ask, elsewhere, here: false))));
        sections.Add(ask.Language.Say(Texts.PrivacyErased, ("n", (int)Math.Ceiling(options.Value.EraseClosedAfter.TotalDays))));
        sections.Add(ask.Language.Say(Texts.PrivacyNever));
        if (PlatformOf(ask) is IDisclosing platform) sections.Add(RichText.Of(platform.WhoReads(ask.Language.Tag)));
        return ask.Tell(Texts.PrivacyIntro) with
        {
            Sections = [.. sections.Select(s => new ReplySection(s, []))],
            Actions = [Button(ask, Copy, Texts.ButtonCopy), Button(ask, AskFirst, Texts.ButtonForget)],
        };
    }

    private async Task<Reply> CopyAsync(Ask ask, CancellationToken cancellationToken)
    {
        if (PlatformOf(ask) is not IPrivateFiles files) return ask.Tell(Texts.PrivacyNoFiles);
        var mine = await find.OfAsync(ask.Actor, cancellationToken);
        if (mine.IsEmpty) return ask.Tell(Texts.ForgetNothing);
        return ask.Tell(Texts.PrivacyCopy) with
        {
            Sections = [new ReplySection(RichText.Of(files.AboutFiles(ask.Language.Tag)), [])],
            Files = await export.FilesAsync(ask, mine, files, cancellationToken),
            ShowsDetails = true,
        };
    }

    private async Task<Reply> AskFirstAsync(Ask ask, CancellationToken cancellationToken)
    {
        var mine = await find.OfAsync(ask.Actor, cancellationToken);
        return mine.IsEmpty ? ask.Tell(Texts.ForgetNothing) : ask.Tell(Texts.ForgetAsk, ("things", Things(ask, mine, here: true))) with
        {
            Actions = [Button(ask, Erase, Texts.ButtonErase), Button(ask, Keep, Texts.ButtonKeepAll, ActionStyle.Primary)],
        };
    }

    private async Task<Reply> EraseAsync(Ask ask, CancellationToken cancellationToken)
    {
        // Of somebody of whom nothing is known, not even that they asked this is written down.
        if ((await find.OfAsync(ask.Actor, cancellationToken)).IsEmpty) return ask.Tell(Texts.ForgetNothing);
        return ask.Tell(await forget.BeginAsync(ask.Member, cancellationToken) ? Texts.ForgetDone : Texts.ForgetSoon);
    }

    /// <summary>What there is, as counts; of this group also what was chosen.</summary>
    private RichText Things(Ask ask, Mine mine, bool here)
    {
        var things = new List<RichText>();
        void Count(string key, int n)
        {
            if (n > 0) things.Add(ask.Language.Say(key, ("n", n)));
        }

        var closed = mine.Asked.Where(n => n is { IsOpen: false, IsErased: false }).Select(n => n.ClosedAt)
            .Concat(mine.Offered.Where(o => o is { IsOpen: false, IsErased: false }).Select(o => o.ClosedAt)).OfType<Instant>().ToList();
        Count(Texts.PrivacyOpenNeeds, mine.Asked.Count(n => n.IsOpen));
        Count(Texts.PrivacyHeld, mine.Typed.Count());
        if (closed.Count > 0)
        {
            var last = closed.Max() + Duration.FromTimeSpan(options.Value.EraseClosedAfter);
            things.Add(ask.Language.Say(Texts.PrivacyClosed, ("n", closed.Count), ("when", ask.Moment(last, MomentStyle.Absolute))));
        }

        Count(Texts.PrivacyClaims, mine.Claimed.Count());
        Count(Texts.PrivacyOffers, mine.Offered.Count(o => o.IsOpen));
        Count(Texts.PrivacySuggestions, mine.Suggested.Count());
        Count(Texts.PrivacyFacilitated, mine.Needs.Count(n => n.FacilitatedBy == mine.Person) + mine.Offers.Count(o => o.FacilitatedBy == mine.Person));
        Count(Texts.PrivacyActs, mine.Groups.Sum(g => g.Log.Count(a => a.By == mine.Person)));
        Count(Texts.PrivacyReports, mine.Groups.Sum(g => g.Reports.Count(r => r.By == mine.Person)));
        foreach (var block in mine.Groups.Select(g => g.BlockOf(mine.Person, ask.Now)).OfType<Block>())
            things.Add(ask.Language.Say(Texts.PrivacyBlocked, ("when", ask.Moment(block.Until, MomentStyle.Absolute))));
        Count(Texts.PrivacyWords, mine.Needs.Sum(n => n.Said.Count(s => s.To == mine.Person) + n.Postings.Count(p => p.To == mine.Person)));
        Count(Texts.PrivacyQuestions, mine.Members.Sum(m => m.Questions.Length));
        if (here)
        {
            var kinds = mine.Members.Where(m => m.Id.Group == ask.Group.Id).SelectMany(m => m.TellAbout).Select(k => KindOf(ask, k)).ToList();
            if (kinds.Count > 0) things.Add(ask.Language.Say(Texts.PrivacyChoices, ("kinds", string.Join(", ", kinds))));
        }
        else
        {
            Count(Texts.PrivacyChoicesElsewhere, mine.Members.Count(m => !m.TellAbout.IsEmpty));
        }

        if (mine.Members.Any(m => m.NoSuggestions)) things.Add(ask.Language.Say(Texts.PrivacyNoSuggestions));
        if (mine.Members.Any(m => m.Forgotten is not null)) things.Add(ask.Language.Say(Texts.PrivacyForgetting));
        return things.Count == 0 ? ask.Language.Say(Texts.PrivacyNothing) : things.Aggregate((all, one) => all.Then(RichText.Of(", ")).Then(one));
    }

    private static string KindOf(Ask ask, string kind) => kind == Member.EveryKind ? ask.Language.Plain(Texts.TellAboutEveryKind) : NeedCategories.Name(kind, ask.Language);

    private IChatPlatform? PlatformOf(Ask ask) => platforms.FirstOrDefault(p => ask.Actor.Value.StartsWith(p.Name + ":", StringComparison.Ordinal));
}
