using System.Text;
using MutualAid.Core.Localisation;

namespace MutualAid.Matrix.Rendering;

/// <summary>
/// A text in the two forms that a message carries: plain, and the same in HTML ("m.room.message msgtypes"). Whatever is put in is escaped, so
/// that the only markup is what this class itself writes.
/// </summary>
internal sealed class Written
{
    private readonly StringBuilder plain = new();
    private readonly StringBuilder html = new();

    public string Plain => plain.ToString();

    public string Html => html.ToString();

    public int Length => html.Length;

    /// <summary>Words that have no effect but to be read.</summary>
    public Written Words(string words)
    {
        plain.Append(words);
        html.Append(Escape(words));
        return this;
    }

    /// <summary>What a member wrote, kept from turning the text around it.</summary>
    public Written MemberWords(string words) => Words(MemberText.Shown(words));

    public Written Link(string words, string address)
    {
        plain.Append(words);
        html.Append("<a href=\"").Append(Escape(address)).Append("\">").Append(Escape(words)).Append("</a>");
        return this;
    }

    public Written Line()
    {
        plain.Append('\n');
        html.Append("<br>");
        return this;
    }

    public Written Paragraph()
    {
        if (plain.Length == 0) return this;
        plain.Append("\n\n");
        html.Append("<br><br>");
        return this;
    }

    public Written Strong(Action<Written> inner) => Within("strong", inner);

    public Written Emphasis(Action<Written> inner) => Within("em", inner);

    public Written Add(Written other)
    {
        plain.Append(other.plain);
        html.Append(other.html);
        return this;
    }

    /// <summary>All that means something in HTML, and nothing else: a phone that shows the source still shows something readable.</summary>
    private static string Escape(string words) => words
        .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal)
        .Replace("\"", "&quot;", StringComparison.Ordinal).Replace("\n", "<br>", StringComparison.Ordinal);

    private Written Within(string tag, Action<Written> inner)
    {
        html.Append('<').Append(tag).Append('>');
        inner(this);
        html.Append("</").Append(tag).Append('>');
        return this;
    }
}
