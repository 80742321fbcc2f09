//! Names that are nearly right.

/// The name that was most likely meant; of those equally near the shortest.
pub(super) fn nearest(got: &str, known: &[&'static str]) -> &'static str {
    let (mut nearest, mut least) = ("", (usize::MAX, 0));
    for name in known {
        let apart = (distance(got.as_bytes(), name.as_bytes()), name.len());
        if apart < least {
            (nearest, least) = (name, apart);
        }
    }
    nearest
}

/// How far apart two names are, of which one may be the other misspelt: the fewest letters to add, leave out, replace or
/// swap with their neighbour (optimal string alignment, <https://en.wikipedia.org/wiki/Damerau-Levenshtein_distance>).
/// Small and capital letters are the same.
fn distance(from: &[u8], to: &[u8]) -> usize {
    /// No name that is known has so many letters.
    const LONGEST: usize = 16;
    // Rows of the table of distances between beginnings: the latest, and the one before it.
    let (mut before, mut row) = ([0; LONGEST], std::array::from_fn::<_, LONGEST, _>(|letters| letters));
    let mut letter_before = 0;
    for (i, letter) in from.iter().map(u8::to_ascii_lowercase).enumerate() {
        let mut next = [i + 1; LONGEST];
        let mut wanted_before = 0;
        for (j, wanted) in to.iter().map(u8::to_ascii_lowercase).enumerate() {
            let at = |row: &[usize; LONGEST], place: usize| row.get(place).copied().unwrap_or_default();
            let mut fewest = at(&next, j).min(at(&row, j + 1)) + 1;
            fewest = fewest.min(at(&row, j) + usize::from(letter != wanted));
            if j > 0 && (letter, letter_before) == (wanted_before, wanted) {
                fewest = fewest.min(at(&before, j - 1) + 1);
            }
            if let Some(place) = next.get_mut(j + 1) {
                *place = fewest;
            }
            wanted_before = wanted;
        }
        (before, row) = (row, next);
        letter_before = letter;
    }
    row.get(to.len()).copied().unwrap_or_default()
}
