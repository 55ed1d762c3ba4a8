using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MutualAid.Core.Chat;
using MutualAid.Discord.Rest;
using MutualAid.Discord.Wire;

namespace MutualAid.Discord.Rendering;

/// <summary>One message that only one person sees, with the file that goes with it.</summary>
internal sealed record Whisper(IReadOnlyList<Component> Components, IReadOnlyList<RestFile> Files)
{
    public const int Flags = MessageFlags.Ephemeral | MessageFlags.ComponentsV2;

    public IReadOnlyList<AttachmentBody>? Attachments => Files.Count == 0 ? null : [.. Files.Select((f, i) => new AttachmentBody(i.ToString(CultureInfo.InvariantCulture), f.Name))];
}

/// <summary>Private answers as messages: as many as their length needs, in order. Everything typed and not taken is given back whole.</summary>
internal sealed class ReplyRendering(Markdown markdown)
{
    private const int LongestText = 3900;
    private const string GivenBackName = "text.txt";

    /// <summary>At least one message; <paramref name="guild"/> is named in the buttons where the place itself does not tell it.</summary>
    public IReadOnlyList<Whisper> Messages(Reply reply, string? guild)
    {
        var pages = new Pages();
        pages.Add(markdown.Of(reply.Text), []);
        foreach (var section in reply.Sections) pages.Add(markdown.Of(section.Text), Buttons.Rows(section.Actions, guild));
        if (reply.GivenBack is { Length: > 0 } typed) pages.AddGivenBack(typed);
        if (reply.Form is { } form) FormRendering.AddSummary(pages.Add, form, guild);
        pages.Add("", Buttons.Rows(reply.Actions, guild));
        if (!reply.Files.IsEmpty) pages.AddFiles(reply.Files);
        return pages.All();
    }

    /// <summary>Text word for word, in a box: what would end the box is kept from doing so.</summary>
    public static string Boxed(string text) => $"```\n{text.Replace("`", "`\u200B", StringComparison.Ordinal)}\n```";

    private sealed class Pages
    {
        private readonly List<Whisper> pages = [];
        private readonly List<Component> components = [];
        private readonly StringBuilder text = new();
        private int pageText;
        private int count;

        /// <summary>A paragraph and what stands below it, on the same page.</summary>
        public void Add(string paragraph, IEnumerable<Component> rows)
        {
            ImmutableArray<Component> below = [.. rows];
            var shown = Markdown.Cut(paragraph, LongestText);
            var size = below.Sum(r => 1 + r.Components!.Count);
            if (pageText + shown.Length + 1 > LongestText || count + size + 2 > ComponentLimits.ComponentsAMessage) Turn();
            if (shown.Length > 0)
            {
                if (text.Length > 0) text.Append('\n');
                text.Append(shown);
                pageText += shown.Length + 1;
            }

            if (below.IsEmpty) return;
            EndText();
            components.AddRange(below);
            count += size;
        }

        public void AddGivenBack(string typed)
        {
            if (Boxed(typed).Length <= LongestText)
            {
                Add(Boxed(typed), []);
                return;
            }

            AddFiles([new PrivateFile(GivenBackName, "text/plain", typed)]);
        }

        /// <summary>A message of files alone (Discord: Components, File).</summary>
        public void AddFiles(IReadOnlyList<PrivateFile> files)
        {
            Turn();
            pages.Add(new Whisper(
                [.. files.Select(f => new Component { Type = ComponentTypes.File, File = new FileReference("attachment://" + f.Name) })],
                [.. files.Select(f => new RestFile(f.Name, f.Type + "; charset=utf-8", Encoding.UTF8.GetBytes(f.Text)))]));
        }

        public List<Whisper> All()
        {
            Turn();
            return pages;
        }

        private void EndText()
        {
            if (text.Length == 0) return;
            components.Add(new Component { Type = ComponentTypes.TextDisplay, Content = text.ToString() });
            text.Clear();
            count++;
        }

        private void Turn()
        {
            EndText();
            if (components.Count > 0) pages.Add(new Whisper([.. components], []));
            components.Clear();
            count = 0;
            pageText = 0;
        }
    }
}
