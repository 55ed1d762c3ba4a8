using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MutualAid.Core.Chat;
using MutualAid.Core.Localisation;
using MutualAid.Matrix.Client;
using MutualAid.Matrix.Rendering;

namespace MutualAid.Matrix.Talking;

/// <summary>
/// About which group a person talks in private: the one that they share with the bot, or the one that they chose. The choice is noted on the
/// room, on the homeserver, where both of the room are known anyway.
/// </summary>
internal sealed class GroupChoice(Whereabouts whereabouts, Answers answers, MatrixApi api, UsualLanguage usual)
{
    private const int Remembered = 2_000;
    private readonly Recent<string, GroupId> known = new(Remembered);

    public static bool IsAskedFor(string text) => Folding.Fold(text.TrimStart('!', '/')) is "group" or "grupo";

    /// <summary>The group, or null where the person was asked or told instead. <paramref name="line"/> is done once they chose.</summary>
    public async Task<GroupId?> OfAsync(Said said, string line, CancellationToken stop)
    {
        if (await NotedAsync(said.Room, stop).ConfigureAwait(false) is { } noted
            && await whereabouts.IsMemberAsync(await whereabouts.PrivateAsync(said.Room, noted, stop).ConfigureAwait(false), said.Sender, stop).ConfigureAwait(false)) return noted;
        return await AskAsync(said, line, stop).ConfigureAwait(false);
    }

    /// <summary>Asks, where there is anything to ask; the only group there is is chosen at once.</summary>
    public async Task<GroupId?> AskAsync(Said said, string line, CancellationToken stop)
    {
        var shared = await whereabouts.SharedAsync(said.Sender, stop).ConfigureAwait(false);
        if (shared.Count == 0)
        {
            await answers.TellAsync(said, PlatformTexts.NoGroup, null, stop).ConfigureAwait(false);
            return null;
        }

        if (shared.Count == 1 && line.Length > 0)
        {
            await RememberAsync(said.Room, shared[0].Group, stop).ConfigureAwait(false);
            return shared[0].Group;
        }

        var language = usual.Or(null);
        var text = new Written().Words(Texting.Commands(language.Plain(PlatformTexts.WhichGroup)));
        for (var i = 0; i < shared.Count; i++) text.Line().Words((i + 1).ToString(CultureInfo.InvariantCulture) + ": ").MemberWords(shared[i].Name);
        var note = new JsonObject
        {
            ["language"] = language.Tag,
            ["which"] = new JsonArray([.. shared.Select(s => (JsonNode)MatrixIds.RoomOf(s.Group))]),
            ["line"] = line,
        };
        await answers.SayAsync(said, Content.Message(text, [said.Sender], isText: true, note), stop).ConfigureAwait(false);
        return null;
    }

    /// <summary>What these words choose of a message that asks for a group; null where it does not, or they don't.</summary>
    public static (GroupId Group, string Line)? Read(JsonElement note, string text)
    {
        var rooms = note.Items("which").Where(r => r.ValueKind == JsonValueKind.String).Select(r => r.GetString()!).ToList();
        return int.TryParse(text.Trim().TrimStart('#').TrimEnd('.', ')'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= rooms.Count
            ? (MatrixIds.Group(rooms[number - 1]), note.Text("line") ?? "")
            : null;
    }

    public async Task RememberAsync(string room, GroupId group, CancellationToken stop)
    {
        known.Set(room, group);
        await api.SetNoteAsync(room, Content.Note, new JsonObject { ["group"] = MatrixIds.RoomOf(group) }, stop).ConfigureAwait(false);
    }

    private async Task<GroupId?> NotedAsync(string room, CancellationToken stop)
    {
        if (known.TryGet(room, out var group)) return group;
        if ((await api.NoteAsync(room, Content.Note, stop).ConfigureAwait(false))?.Text("group") is not { } noted) return null;
        known.Set(room, MatrixIds.Group(noted));
        return MatrixIds.Group(noted);
    }
}
