using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Needs;
using NodaTime;

namespace MutualAid.Core.Members;

/// <summary>A person in a group.</summary>
public readonly record struct MemberId(GroupId Group, PersonId Person);

/// <summary>A private question that the bot asked unprompted; <paramref name="Key"/> names it, so that asking it again counts once.</summary>
public sealed record Question(string Key, Instant At);

/// <summary>
/// What the bot must remember of one person in one group: what they chose to be told about, and how often it asked them lately. One
/// document with a version; it goes as soon as there is nothing in it. Never what somebody did, or did not do. Immutable.
/// </summary>
public sealed partial record Member
{
    /// <summary>Stands for needs of every kind.</summary>
    public const string EveryKind = "*";

    /// <summary>So many private questions a day are asked unprompted, and no more.</summary>
    public const int QuestionsADay = 2;

    /// <summary>Of so many needs a day somebody is told because of their offers, and no more.</summary>
    public const int SuggestionsADay = 5;

    private const string SuggestionKey = "fit|";

    private static readonly Duration Day = Duration.FromDays(1);

    /// <summary>Whose it is.</summary>
    public required MemberId Id { get; init; }

    /// <summary>The version that was loaded; the store raises it by one on every save. 0 before it is stored.</summary>
    public long Version { get; init; }

    /// <summary>Category keys, or <see cref="EveryKind"/>: needs that they chose to be told about when they wait.</summary>
    public ImmutableArray<string> TellAbout { get; init; } = [];

    /// <summary>They do not want to be told of needs that their offers fit.</summary>
    public bool NoSuggestions { get; init; }

    /// <summary>What was asked of them within the last day, oldest first.</summary>
    public ImmutableArray<Question> Questions { get; init; } = [];

    /// <summary>Private words on their way.</summary>
    public ImmutableArray<Posting> Postings { get; init; } = [];

    /// <summary>The last reminder of the group that they were told of, so that they are told of it once.</summary>
    public string? ToldOf { get; init; }

    /// <summary>When the keeper must look at what is on its way, or null.</summary>
    public Instant? KeepAt { get; init; }

    /// <summary>How often in a row the keeper failed.</summary>
    public int KeepFailures { get; init; }

    /// <summary>When something in it is old enough to be forgotten, or null.</summary>
    public Instant? ForgetAt => Questions.IsEmpty ? null : Questions[0].At + Day;

    /// <summary>When it next wants attention, or null. The store indexes this.</summary>
    public Instant? DueAt => Earliest(Forgotten?.NextAt, KeepAt is null ? ForgetAt : ForgetAt is { } forget ? Instant.Min(KeepAt.Value, forget) : KeepAt);

    /// <summary>Whether there is nothing to remember: it is not stored.</summary>
    public bool IsEmpty => TellAbout.IsEmpty && Questions.IsEmpty && Postings.IsEmpty && !NoSuggestions && Forgotten is null;

    /// <summary>The same without what is over.</summary>
    internal Member At(Instant now) =>
        ForgetAt <= now ? this with { Questions = Questions.RemoveAll(q => q.At + Day <= now) } : this;

    /// <summary>The same with one more question, if there is room for it; otherwise when there will be. A question of the same key is the same.</summary>
    internal (Member Next, Instant AskAt) AskedBy(string key, Instant now)
    {
        var next = At(now);
        if (next.Questions.Any(q => q.Key == key)) return (this, now);
        var asked = next.Questions.Where(q => !IsSuggestion(q)).ToList();
        return asked.Count >= QuestionsADay
            ? (next, asked[^QuestionsADay].At + Day)
            : (next with { Questions = next.Questions.Add(new Question(key, now)) }, now);
    }

    /// <summary>The same, told of one more need because of an offer; and whether there is room for it and they want it. The same need counts once.</summary>
    internal (Member Next, bool May) SuggestedTo(NeedId need, Instant now)
    {
        if (NoSuggestions) return (this, false);
        var next = At(now);
        var key = SuggestionKey + need;
        if (next.Questions.Any(q => q.Key == key)) return (this, true);
        return next.Questions.Count(IsSuggestion) >= SuggestionsADay
            ? (next, false)
            : (next with { Questions = next.Questions.Add(new Question(key, now)) }, true);
    }

    private static bool IsSuggestion(Question question) => question.Key.StartsWith(SuggestionKey, StringComparison.Ordinal);

    /// <summary>The same, to be told once of needs that a reminder of the group brings back.</summary>
    internal Member Told(PostingId reminder, ImmutableArray<NeedId> needs, bool urgent, Instant now) => ToldOf == reminder.Value ? this : this with
    {
        ToldOf = reminder.Value,
        KeepAt = now,
        KeepFailures = 0,
        Postings = Postings.Add(new Posting
        {
            Id = new PostingId(Token.From("told", reminder.Value, Id.Person.Value)),
            Kind = PostingKind.Whisper,
            To = Id.Person,
            TextKey = urgent ? WhisperText.WaitingUrgently : WhisperText.Waiting,
            Needs = needs,
            Since = now,
        }),
    };

    /// <summary>The same, told about needs of a kind or not.</summary>
    internal Member ToldAbout(string kind, bool on) =>
        TellAbout.Contains(kind) == on ? this : this with { TellAbout = on ? TellAbout.Add(kind) : TellAbout.Remove(kind) };
}
