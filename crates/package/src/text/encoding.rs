//! How text is encoded: UTF-8 unless the bytes say otherwise.

use encoding_rs::{Decoder, DecoderResult, Encoding as Scheme, GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// How the bytes of a text file become characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// UTF-8, possibly behind a mark.
    Utf8 { mark: bool },
    /// GB18030, which includes GBK and GB2312.
    Gb18030,
    /// UTF-16 behind a mark.
    Utf16 { big: bool },
}

impl Encoding {
    /// The encoding called `name` in a mapping or a descriptor; `None` for one that isn't supported.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match Scheme::for_label(name.trim().as_bytes())? {
            scheme if scheme == UTF_8 => Some(Self::Utf8 { mark: false }),
            scheme if scheme == GB18030 || scheme == encoding_rs::GBK => Some(Self::Gb18030),
            scheme if scheme == UTF_16LE => Some(Self::Utf16 { big: false }),
            scheme if scheme == UTF_16BE => Some(Self::Utf16 { big: true }),
            scheme if scheme == encoding_rs::WINDOWS_1252 && name.eq_ignore_ascii_case("ascii") => {
                Some(Self::Utf8 { mark: false })
            }
            _ => None,
        }
    }

    /// The name for the report.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Utf8 { mark: false } => "UTF-8",
            Self::Utf8 { mark: true } => "UTF-8 with BOM",
            Self::Gb18030 => "GB18030",
            Self::Utf16 { big: false } => "UTF-16LE",
            Self::Utf16 { big: true } => "UTF-16BE",
        }
    }

    /// The name for a mapping.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Utf8 { .. } => "UTF-8",
            other => other.name(),
        }
    }

    /// The encoding that the mark at the start of a file names, and the length of the mark.
    pub(crate) fn marked(bytes: &[u8]) -> Option<(Self, usize)> {
        match bytes {
            [0xEF, 0xBB, 0xBF, ..] => Some((Self::Utf8 { mark: true }, 3)),
            [0xFF, 0xFE, ..] => Some((Self::Utf16 { big: false }, 2)),
            [0xFE, 0xFF, ..] => Some((Self::Utf16 { big: true }, 2)),
            _ => None,
        }
    }

    /// The encoding of unmarked bytes, which may end inside of a character; `None` while all are ASCII.
    pub(crate) fn guess(bytes: &[u8]) -> Option<Self> {
        if bytes.is_ascii() {
            return None;
        }
        let (valid, invalid) = utf8_sequences(bytes);
        // A UTF-8 file with a few broken bytes is still UTF-8, even where GB18030 could read them all.
        if invalid == 0 || valid > 10 * invalid {
            return Some(Self::Utf8 { mark: false });
        }
        if strictly_gb18030(bytes) || valid <= invalid { Some(Self::Gb18030) } else { Some(Self::Utf8 { mark: false }) }
    }

    /// A decoder to UTF-8; `None` where the bytes are UTF-8 already.
    pub(crate) fn decoder(self) -> Option<Decoder> {
        let scheme = match self {
            Self::Utf8 { .. } => return None,
            Self::Gb18030 => GB18030,
            Self::Utf16 { big: false } => UTF_16LE,
            Self::Utf16 { big: true } => UTF_16BE,
        };
        Some(scheme.new_decoder_without_bom_handling())
    }

    /// The text of a sample, which may end inside of a character.
    pub(crate) fn sample(self, bytes: &[u8]) -> String {
        match self.decoder() {
            None => String::from_utf8_lossy(bytes).into_owned(),
            Some(mut decoder) => {
                let mut text =
                    String::with_capacity(decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(bytes.len()));
                let _ = decoder.decode_to_string(bytes, &mut text, false);
                text
            }
        }
    }
}

/// How many multi-byte characters are valid UTF-8, and how many stretches of bytes are not.
fn utf8_sequences(bytes: &[u8]) -> (usize, usize) {
    let (mut valid, mut invalid) = (0, 0);
    let mut chunks = bytes.utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        let cut_off = chunks.peek().is_none() && chunk.invalid().len() < 4;
        invalid += usize::from(!chunk.invalid().is_empty() && !cut_off);
    }
    (valid, invalid)
}

fn strictly_gb18030(bytes: &[u8]) -> bool {
    let mut decoder = GB18030.new_decoder_without_bom_handling();
    let mut text = vec![0; decoder.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or(0)];
    let (result, _, _) = decoder.decode_to_utf8_without_replacement(bytes, &mut text, false);
    result == DecoderResult::InputEmpty
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_told_apart() {
        let (gbk, _, _) = GB18030.encode("区域代码,名称\n310000,上海市\n");
        assert_eq!(Encoding::guess(&gbk), Some(Encoding::Gb18030));
        assert_eq!(Encoding::guess(&gbk[..gbk.len() - 2]), Some(Encoding::Gb18030));
        let text = "区域代码,名称\n310000,上海市\n";
        assert_eq!(Encoding::guess(text.as_bytes()), Some(Encoding::Utf8 { mark: false }));
        assert_eq!(Encoding::guess(&text.as_bytes()[..text.len() - 3]), Some(Encoding::Utf8 { mark: false }));
        assert_eq!(Encoding::guess(b"plain"), None);
        let mut broken = text.repeat(20).into_bytes();
        broken[400] = 0xFF;
        assert_eq!(Encoding::guess(&broken), Some(Encoding::Utf8 { mark: false }));
    }
}
