//! How similar two short texts are, in Chinese and in English: no dictionary and no trained model, so that anyone can
//! compute it again by hand.
//!
//! A run of Chinese characters is cut into overlapping pairs, everything else into words; a text is the list of its terms,
//! each weighted by how often it occurs and how rare it is in the corpus, and two texts are compared by the cosine.

use std::collections::HashMap;

/// The terms of a text: pairs of neighbouring Chinese characters (a single one where it stands alone), and words of letters
/// and digits in lower case. Full-width letters count as the usual ones.
pub fn terms(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let (mut word, mut run) = (String::new(), Vec::<char>::new());
    let narrow = |letter: char| match u32::from(letter) {
        wide @ 0xff01..=0xff5e => char::from_u32(wide - 0xfee0).unwrap_or(letter),
        _ => letter,
    };
    for letter in text.chars().map(narrow).chain([' ']) {
        let chinese = is_chinese(letter);
        if !chinese && !run.is_empty() {
            match run.as_slice() {
                [only] => found.push(only.to_string()),
                run => found.extend(run.windows(2).map(|pair| pair.iter().collect::<String>())),
            }
            run.clear();
        }
        if chinese || !letter.is_alphanumeric() {
            if !word.is_empty() {
                found.push(std::mem::take(&mut word));
            }
            if chinese {
                run.push(letter);
            }
        } else {
            word.extend(letter.to_lowercase());
        }
    }
    found
}

fn is_chinese(letter: char) -> bool {
    matches!(u32::from(letter), 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x2_0000..=0x3_ffff)
}

/// Texts as vectors of length one; a text without terms has none.
#[derive(Clone, Debug, Default)]
pub struct Corpus {
    /// Terms and weights of each text, by term.
    vectors: Vec<Vec<(u32, f64)>>,
    /// For each term the texts that have it, with their weights.
    postings: Vec<Vec<(u32, f64)>>,
}

impl Corpus {
    /// Weighs the terms of `texts`: number of occurrences times `ln((1 + n)/(1 + n_t)) + 1`, where `n_t` of `n` texts have the
    /// term, divided by the length of the vector (Salton and Buckley 1988, with the smoothing of scikit-learn).
    pub fn new<'t>(texts: impl IntoIterator<Item = Option<&'t str>>) -> Self {
        let mut numbers: HashMap<String, u32> = HashMap::new();
        let mut vectors: Vec<Vec<(u32, f64)>> = Vec::new();
        let mut known = 0u32;
        for text in texts {
            let mut counts: Vec<(u32, f64)> = Vec::new();
            let mut own: Vec<u32> = Vec::new();
            for term in terms(text.unwrap_or_default()) {
                let next = numbers.len() as u32;
                own.push(*numbers.entry(term).or_insert(next));
            }
            own.sort_unstable();
            for term in own {
                match counts.last_mut() {
                    Some(last) if last.0 == term => last.1 += 1.0,
                    _ => counts.push((term, 1.0)),
                }
            }
            known += u32::from(!counts.is_empty());
            vectors.push(counts);
        }
        let mut texts_with = vec![0u32; numbers.len()];
        vectors.iter().flatten().for_each(|(term, _)| texts_with[*term as usize] += 1);
        for vector in &mut vectors {
            for (term, weight) in vector.iter_mut() {
                let rarity = f64::from(1 + known) / f64::from(1 + texts_with[*term as usize]);
                *weight *= rarity.ln() + 1.0;
            }
            let length = liantu_numeric::sum(vector.iter().map(|(_, weight)| weight * weight)).sqrt();
            for (_, weight) in vector.iter_mut() {
                *weight /= length;
            }
        }
        let mut postings: Vec<Vec<(u32, f64)>> = vec![Vec::new(); numbers.len()];
        for (text, vector) in (0u32..).zip(&vectors) {
            for &(term, weight) in vector {
                postings[term as usize].push((text, weight));
            }
        }
        Self { vectors, postings }
    }

    /// Whether a text has terms.
    pub fn has(&self, text: usize) -> bool {
        !self.vectors[text].is_empty()
    }

    /// The cosine of two texts; `None` where one of them has no terms.
    pub fn cosine(&self, one: usize, two: usize) -> Option<f64> {
        if !self.has(one) || !self.has(two) {
            return None;
        }
        let (mut sum, mut rest) = (0.0, self.vectors[two].as_slice());
        for &(term, weight) in &self.vectors[one] {
            let skip = rest.partition_point(|other| other.0 < term);
            rest = &rest[skip..];
            if let Some(other) = rest.first().filter(|other| other.0 == term) {
                sum += weight * other.1;
            }
        }
        Some(sum.min(1.0))
    }

    /// The cosines of text `one` with all texts from number `from` on, added to a list of zeros: as many steps as there are
    /// common terms, not as there are texts.
    pub fn cosines(&self, one: usize, from: usize, list: &mut [f64]) {
        for &(term, weight) in &self.vectors[one] {
            let texts = &self.postings[term as usize];
            let first = texts.partition_point(|posting| (posting.0 as usize) < from);
            for &(text, other) in &texts[first..] {
                if let Some(cell) = list.get_mut(text as usize - from) {
                    *cell += weight * other;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_goes_by_pairs_and_the_rest_by_words() {
        assert_eq!(terms("碳化硅IGBT封装，６００V"), ["碳化", "化硅", "igbt", "封装", "600v"]);
        assert_eq!(terms("铝 Die-casting"), ["铝", "die", "casting"]);
        assert!(terms("，。!").is_empty());
    }

    #[test]
    fn one_by_one_and_all_at_once_agree() {
        let texts =
            [Some("碳化硅功率器件封装"), Some("功率器件测试"), None, Some("污水处理 membrane"), Some("功率器件封装")];
        let corpus = Corpus::new(texts);
        for one in 0..texts.len() {
            let mut all = vec![0.0; 4];
            corpus.cosines(one, 1, &mut all);
            for two in 1..texts.len() {
                assert!((corpus.cosine(one, two).unwrap_or(0.0) - all[two - 1].min(1.0)).abs() < 1e-14);
            }
        }
        assert_eq!(corpus.cosine(0, 2), None);
        assert_eq!(corpus.cosine(0, 3), Some(0.0));
        assert!(corpus.cosine(0, 4) > corpus.cosine(0, 1));
        assert!((corpus.cosine(1, 1).unwrap() - 1.0).abs() < 1e-15);
    }
}
