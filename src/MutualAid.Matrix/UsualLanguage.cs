using Microsoft.Extensions.Options;
using MutualAid.Core.Groups;
using MutualAid.Core.Localisation;

namespace MutualAid.Matrix;

/// <summary>The language in which people are spoken to who have shown none yet: the host's, for every group that chose no other.</summary>
internal sealed class UsualLanguage(IOptions<GroupOptions> options)
{
    /// <summary>The language of a tag, or the usual one where there is none.</summary>
    public Language Or(string? tag) => Languages.Find(tag) ?? Languages.Best(options.Value.Language);
}
