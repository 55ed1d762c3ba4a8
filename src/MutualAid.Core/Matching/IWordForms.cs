namespace MutualAid.Core.Matching;

/// <summary>Knows how words of a language are inflected; a host provides it. Pure; safe from any thread.</summary>
public interface IWordForms
{
    /// <summary>
    /// What all forms of a word have in common ("groceries" and "grocery"). <paramref name="word"/> is one word as
    /// <see cref="Localisation.Folding.Fold"/> gives it; <paramref name="language"/> a BCP 47 tag; of one that is not known the word comes back as it is.
    /// </summary>
    string Stem(string word, string language);
}
