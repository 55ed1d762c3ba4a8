namespace MutualAid.Core.Chat;

/// <summary>
/// A person as one platform knows them, for example <c>playground:ana</c>. Opaque: nothing but the platform that
/// made it may look inside. Names are never stored; a platform shows the person behind the id natively.
/// </summary>
public readonly record struct PersonId(string Value)
{
    /// <summary>Stands where a person stood who is erased. No platform knows it.</summary>
    public static PersonId Nobody { get; } = new("nobody:");

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>A channel, thread or room: somewhere cards can be shown. Opaque, and prefixed by its platform.</summary>
public readonly record struct PlaceId(string Value)
{
    /// <summary>The platform that made this id: what stands before the first colon.</summary>
    public string Platform => Value[..Math.Max(0, Value.IndexOf(':', StringComparison.Ordinal))];

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>The people, wherever they chat: a Discord server, a Matrix room, the playground.</summary>
public readonly record struct GroupId(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>One message on one platform, unique within the process. Opaque.</summary>
public readonly record struct MessageId(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>
/// Names one posting of one card for ever: the Matrix transaction id, the Discord nonce. Posting twice under the same
/// id must show one message. At most 25 characters of <c>[0-9a-z]</c>, so that every platform can carry it.
/// </summary>
public readonly record struct PostingId(string Value)
{
    /// <summary>A fresh posting id. Random: it says nothing about what is posted.</summary>
    public static PostingId New() => new(Token.New());

    /// <summary>The posting id of what takes this one's place: always the same.</summary>
    public PostingId Next() => new(Token.From("posting", Value));

    /// <inheritdoc/>
    public override string ToString() => Value;
}
