using System.Text.Json;
using System.Text.Json.Serialization;

namespace MutualAid.Discord.Wire;

/// <summary>
/// How the wire is read and written. What Discord adds is passed over; what we leave out is not written. What must be there and is not, or is null,
/// makes it unreadable (<see cref="JsonException"/>): better than to find out later.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters =
    [
        typeof(WholeList<string>), typeof(WholeList<Component>), typeof(WholeList<OptionValue>), typeof(WholeList<SelectOption>), typeof(WholeList<GalleryItem>), typeof(WholeList<AttachmentBody>),
        typeof(WholeList<Message>), typeof(WholeList<Channel>), typeof(WholeList<Overwrite>), typeof(WholeList<GuildStub>), typeof(WholeList<GuildMember>), typeof(WholeList<Role>),
        typeof(WholeList<AuditEntry>), typeof(WholeList<ApplicationCommand>), typeof(WholeList<ApplicationCommandOption>),
    ])]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(MessageBody))]
[JsonSerializable(typeof(Message))]
[JsonSerializable(typeof(IReadOnlyList<Message>))]
[JsonSerializable(typeof(Channel))]
[JsonSerializable(typeof(ThreadList))]
[JsonSerializable(typeof(RecipientBody))]
[JsonSerializable(typeof(ThreadBody))]
[JsonSerializable(typeof(ArchiveBody))]
[JsonSerializable(typeof(Interaction))]
[JsonSerializable(typeof(InteractionResponse))]
[JsonSerializable(typeof(Ready))]
[JsonSerializable(typeof(User))]
[JsonSerializable(typeof(ApplicationId))]
[JsonSerializable(typeof(GuildStub))]
[JsonSerializable(typeof(JoinedGuild))]
[JsonSerializable(typeof(GuildOwner))]
[JsonSerializable(typeof(GuildMember))]
[JsonSerializable(typeof(IReadOnlyList<Role>))]
[JsonSerializable(typeof(ReactionEvent))]
[JsonSerializable(typeof(PlaceEvent))]
[JsonSerializable(typeof(RoleEvent))]
[JsonSerializable(typeof(AuditLog))]
[JsonSerializable(typeof(GatewayBot))]
[JsonSerializable(typeof(IdentifyFrame))]
[JsonSerializable(typeof(ResumeFrame))]
[JsonSerializable(typeof(HelloData))]
[JsonSerializable(typeof(ReadySession))]
[JsonSerializable(typeof(IReadOnlyList<ApplicationCommand>))]
internal sealed partial class WireJson : JsonSerializerContext;
