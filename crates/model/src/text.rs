//! Everything a person reads exists in Chinese and in English.

use serde::{Deserialize, Serialize};

/// The languages that Liantu speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Simplified Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

impl Language {
    /// Reads a language tag: `zh`, `zh-CN`, `en`, `en-GB`, …; `None` for any other.
    pub fn parse(tag: &str) -> Option<Self> {
        match tag.get(..2)?.to_ascii_lowercase().as_str() {
            "zh" => Some(Self::Zh),
            "en" => Some(Self::En),
            _ => None,
        }
    }
}

/// A text known when the program is written, in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, utoipa::ToSchema)]
pub struct Text {
    /// Chinese.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
}

impl Text {
    /// The text in `language`.
    pub const fn get(&self, language: Language) -> &'static str {
        match language {
            Language::Zh => self.zh,
            Language::En => self.en,
        }
    }
}

/// Shorthand for a [`Text`]: Chinese first.
pub const fn text(zh: &'static str, en: &'static str) -> Text {
    Text { zh, en }
}

/// A text made at run time, in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Words {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Words {
    /// The words in `language`.
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Zh => &self.zh,
            Language::En => &self.en,
        }
    }

    /// Words that are the same in both languages: a code, a number, a name.
    pub fn same(words: impl Into<String>) -> Self {
        let en = words.into();
        Self { zh: en.clone(), en }
    }

    /// Words in both languages, Chinese first.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }
}

impl From<Text> for Words {
    fn from(text: Text) -> Self {
        Self::new(text.zh, text.en)
    }
}
