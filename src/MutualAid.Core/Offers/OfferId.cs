using MutualAid.Core.Chat;

namespace MutualAid.Core.Offers;

/// <summary>Names one offer for ever; never shown to people, who know it by its number in the group.</summary>
public readonly record struct OfferId(string Value)
{
    /// <summary>The same id for the same event, so that an event delivered twice makes one offer.</summary>
    public static OfferId For(GroupId group, string idempotencyKey) => new(Token.From("offer", group.Value, idempotencyKey));

    /// <inheritdoc/>
    public override string ToString() => Value;
}
