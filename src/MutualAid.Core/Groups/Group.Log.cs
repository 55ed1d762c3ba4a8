using System.Collections.Immutable;
using MutualAid.Core.Trust;
using NodaTime;

namespace MutualAid.Core.Groups;

public sealed partial record Group
{
    /// <summary>So many acts are kept, the newest: the document stays small however busy a facilitator is.</summary>
    public const int ActsKept = 200;

    /// <summary>For so long an act is kept, and no longer.</summary>
    public static readonly Duration ActsKeptFor = Duration.FromDays(90);

    /// <summary>What facilitators did, oldest first: for every member to read.</summary>
    public ImmutableArray<FacilitatorAct> Log { get; init; } = [];

    /// <summary>Whether an act of this key is written down.</summary>
    internal bool HasLogged(string key) => Log.Any(a => a.Key == key);

    /// <summary>
    /// The same group with one more act in its log, in order of time; the very same where it is there already, or would be forgotten
    /// at once: saying it again never brings back what was forgotten.
    /// </summary>
    internal Group Logged(FacilitatorAct act, Instant now)
    {
        if (HasLogged(act.Key) || act.At + ActsKeptFor <= now) return this;
        if (Log.Length >= ActsKept && act.At <= Log[0].At) return this;
        var at = Log.Length;
        while (at > 0 && Log[at - 1].At > act.At) at--;
        var log = Log.Insert(at, act);
        return this with { Log = log.Length > ActsKept ? log[^ActsKept..] : log };
    }

    /// <summary>When something in it is old enough to be forgotten, or null.</summary>
    internal Instant? ForgetAt => new[] { Log.IsEmpty ? null : Log[0].At + ActsKeptFor, Blocks.Select(b => (Instant?)b.Until).Min(), Reports.Select(r => (Instant?)KeptUntil(r)).Min() }.Min();

    /// <summary>The same group without what is old enough to be forgotten, acts, blocks and reports; the very same where nothing is.</summary>
    internal Group WithoutOld(Instant now) => ForgetAt <= now ? this with
    {
        Log = Log.RemoveAll(a => a.At + ActsKeptFor <= now),
        Blocks = Blocks.RemoveAll(b => b.Until <= now),
        Reports = Reports.RemoveAll(r => KeptUntil(r) <= now),
    }
    : this;
}
