using MutualAid.Core.Matching;

namespace MutualAid.Tests.Support;

internal sealed class PlainForms : IWordForms
{
    public string Stem(string word, string language) => word;
}
