using MutualAid.Core.Chat;

namespace MutualAid.Core.Groups;

public sealed partial record Group
{
    /// <summary>Everybody whom it names, each once: those who are to be told of a trouble. The store finds it by them.</summary>
    public IEnumerable<PersonId> People() => Troubles.SelectMany(t => t.To).Distinct();

    /// <summary>The same group, which tells somebody of nothing; the very same where it did not want to.</summary>
    internal Group Forgetting(PersonId person) => People().Contains(person)
        ? this with { Troubles = [.. Troubles.Select(t => t.To.Contains(person) ? t with { To = t.To.Remove(person) } : t)] }
        : this;
}
