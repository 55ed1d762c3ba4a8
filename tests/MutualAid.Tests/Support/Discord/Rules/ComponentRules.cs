namespace MutualAid.Tests.Support.Discord;

/// <summary>What Discord demands of the components of a message (Discord: Components, Reference).</summary>
internal static class ComponentRules
{
    private const int Row = 1;
    private const int Container = 17;
    private static readonly int[] Selects = [3, 5, 6, 7, 8];
    private static readonly int[] TopLevelV2 = [Row, 9, 10, 12, 13, 14, Container];
    private static readonly int[] InContainer = [Row, 9, 10, 12, 13, 14];

    public static void Check(FormReader message, bool v2, IReadOnlyCollection<string> fileNames)
    {
        var top = message.List("components", 0, v2 ? 40 : 5);
        foreach (var component in top) Check(component, v2 ? TopLevelV2 : [Row], v2, fileNames);
        var all = ComponentTree.All(message.Json["components"]).ToList();
        if (all.Count > 40) message.Wrong("components", "COMPONENT_TOTAL_EXCEEDED", $"The total number of components ({all.Count}) exceeds 40.");
        var text = all.Where(c => ComponentTree.TypeOf(c) == 10).Sum(c => (c["content"]?.ToString() ?? "").EnumerateRunes().Count());
        if (text > 4000) message.Wrong("components", "COMPONENT_TEXT_TOTAL_EXCEEDED", "The total length of the texts exceeds 4000.");
        Unique.Check(top);
    }

    private static void Check(FormReader component, int[] allowed, bool v2, IReadOnlyCollection<string> files)
    {
        var type = component.Int("type", required: true);
        if (type is null) return;
        if (!allowed.Contains(type.Value))
        {
            component.Wrong("type", "UNION_TYPE_CHOICES", $"Value of field \"type\" must be one of ({string.Join(", ", allowed)}).");
            return;
        }

        component.Int("id", 0);
        switch (type)
        {
            case Row: CheckRow(component); break;
            case 2: ButtonRules.Check(component); break;
            case 9: CheckSection(component, v2, files); break;
            case 10: component.Text("content", 1, 4000, required: true); break;
            case 11: CheckMedia(component, "media", files); break;
            case 12: CheckGallery(component, files); break;
            case 13: CheckMedia(component, "file", files, onlyAttachment: true); break;
            case 14: component.Int("spacing", 1, 2); component.Bool("divider"); break;
            case Container: CheckContainer(component, v2, files); break;
        }
    }

    private static void CheckRow(FormReader row)
    {
        var inside = row.List("components", 1, 5, required: true);
        var hasSelect = inside.Any(c => Selects.Contains(ComponentTree.TypeOf(c.Json)));
        if (hasSelect && inside.Count > 1) row.Wrong("components", "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "A select fills a row alone.");
        foreach (var component in inside)
        {
            var type = component.Int("type", required: true);
            if (type == 2) ButtonRules.Check(component);
            else if (type is { } t && Selects.Contains(t)) SelectRules.Check(component, inModal: false);
            else if (type is not null) component.Wrong("type", "UNION_TYPE_CHOICES", "Value of field \"type\" must be one of (2, 3, 5, 6, 7, 8).");
        }
    }

    private static void CheckSection(FormReader section, bool v2, IReadOnlyCollection<string> files)
    {
        foreach (var text in section.List("components", 1, 3, required: true)) Check(text, [10], v2, files);
        if (section.Object("accessory", required: true) is { } accessory) Check(accessory, [2, 11], v2, files);
    }

    private static void CheckContainer(FormReader container, bool v2, IReadOnlyCollection<string> files)
    {
        container.Int("accent_color", 0, 0xFFFFFF);
        container.Bool("spoiler");
        foreach (var component in container.List("components", 1, 40, required: true)) Check(component, InContainer, v2, files);
    }

    private static void CheckGallery(FormReader gallery, IReadOnlyCollection<string> files)
    {
        foreach (var item in gallery.List("items", 1, 10, required: true)) CheckMedia(item, "media", files);
    }

    private static void CheckMedia(FormReader holder, string field, IReadOnlyCollection<string> files, bool onlyAttachment = false)
    {
        holder.Text("description", 1, 1024);
        if (holder.Object(field, required: true)?.Text("url", 1, 2048, required: true) is not { } url) return;
        if (url.StartsWith("attachment://", StringComparison.Ordinal))
        {
            if (!files.Contains(url["attachment://".Length..])) holder.Wrong(field + ".url", "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND", "The referenced attachment was not found.");
        }
        else if (onlyAttachment || !ButtonRules.IsWebAddress(url))
        {
            holder.Wrong(field + ".url", "URL_TYPE_INVALID_SCHEME", "Scheme must be one of ('http', 'https', 'attachment').");
        }
    }
}
