using System.Globalization;
using System.Text;
using MutualAid.Core.Groups;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using NodaTime;

namespace MutualAid.Bot.Operations;

/// <summary>Which groups there are, a line each. Names are not stored, so a group stands there by its platform's id.</summary>
internal sealed class GroupList(INeedStore needs, IOfferStore offers, GroupOptions options)
{
    private static readonly string[] Titles = ["group", "open", "closed", "offers", "last activity", "language", "zone"];

    public async Task WriteAsync(IAsyncEnumerable<Group> groups, Stream to, CancellationToken cancellationToken)
    {
        var rows = new List<string[]>();
        await foreach (var group in groups.WithCancellation(cancellationToken)) rows.Add(await RowAsync(group, cancellationToken));
        if (rows.Count == 0)
        {
            await to.WriteAsync("There is no group yet: the bot meets one when somebody in it uses it.\n"u8.ToArray(), cancellationToken);
            return;
        }

        var widths = Titles.Select((title, i) => rows.Max(r => r[i].Length) is var most && most > title.Length ? most : title.Length).ToArray();
        foreach (var row in rows.Prepend(Titles))
            await to.WriteAsync(Encoding.UTF8.GetBytes(string.Join("  ", row.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd() + "\n"), cancellationToken);
    }

    private async Task<string[]> RowAsync(Group group, CancellationToken cancellationToken)
    {
        var (open, closed, offered) = (0, 0, 0);
        Instant? last = null;
        await foreach (var need in needs.AllInAsync(group.Id, cancellationToken))
        {
            if (need.IsOpen) open++;
            else closed++;
            last = Latest([last, need.PostedAt, need.ClosedAt, need.BumpedAt, .. need.Claims.Select(c => (Instant?)c.At)]);
        }

        await foreach (var offer in offers.AllInAsync(group.Id, cancellationToken))
        {
            if (offer.IsOpen) offered++;
            last = Latest([last, offer.PostedAt, offer.ClosedAt]);
        }

        var rules = GroupRules.Of(group.Settings, options);
        static string Number(int n) => n.ToString(CultureInfo.InvariantCulture);
        // An id comes from a platform; what a terminal would obey must not reach it.
        var id = string.Concat(group.Id.Value.Select(c => char.IsControl(c) ? '?' : c));
        return [id, Number(open), Number(closed), Number(offered), last?.ToString("uuuu-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture) ?? "-", rules.Language.Tag, rules.Zone.Id];
    }

    private static Instant? Latest(IEnumerable<Instant?> instants) => instants.Max();
}
