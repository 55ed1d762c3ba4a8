using MutualAid.Core.Chat;

namespace MutualAid.Core.Needs;

/// <summary>Names one need for ever; never shown to people, who know it by its number in the group.</summary>
public readonly record struct NeedId(string Value)
{
    /// <summary>The same id for the same event, so that an event delivered twice makes one need.</summary>
    public static NeedId For(GroupId group, string idempotencyKey) => new(Token.From(group.Value, idempotencyKey));

    /// <inheritdoc/>
    public override string ToString() => Value;
}
