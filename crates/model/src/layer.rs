//! The six networks, and sets of them.

use crate::text::{Text, text};
use serde::{Deserialize, Serialize};

/// One of the six networks in which the chains are linked.
///
/// The order is the order of construction in the source documents: from the conditions of exchange (symbiosis) to what
/// the exchange is worth (value).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[repr(u8)]
pub enum Layer {
    /// 共生: people, vehicles, goods and information flow through a shared space.
    #[serde(rename = "SYM")]
    Symbiosis = 0,
    /// 知识: knowledge spreads between producers and users of it.
    #[serde(rename = "KNO")]
    Knowledge = 1,
    /// 服务: the soft infrastructure that carries the exchange.
    #[serde(rename = "SER")]
    Service = 2,
    /// 创新: from research to industrialisation.
    #[serde(rename = "INN")]
    Innovation = 3,
    /// 产业: who supplies and who produces.
    #[serde(rename = "IND")]
    Industry = 4,
    /// 价值: how the value is captured and shared.
    #[serde(rename = "VAL")]
    Value = 5,
}

impl Layer {
    /// All six, in order.
    pub const ALL: [Self; 6] =
        [Self::Symbiosis, Self::Knowledge, Self::Service, Self::Innovation, Self::Industry, Self::Value];

    /// The three-letter code used in tables: `SYM`, `KNO`, `SER`, `INN`, `IND`, `VAL`.
    pub const fn code(self) -> &'static str {
        ["SYM", "KNO", "SER", "INN", "IND", "VAL"][self as usize]
    }

    /// The name that people read.
    pub const fn title(self) -> Text {
        match self {
            Self::Symbiosis => text("共生网络", "Symbiosis network"),
            Self::Knowledge => text("知识网络", "Knowledge network"),
            Self::Service => text("服务网络", "Service network"),
            Self::Innovation => text("创新网络", "Innovation network"),
            Self::Industry => text("产业网络", "Industry network"),
            Self::Value => text("价值网络", "Value network"),
        }
    }

    /// Reads a layer from its code, its English word or its Chinese name (with or without 网络).
    pub fn parse(word: &str) -> Option<Self> {
        let word = word.trim();
        Self::ALL.into_iter().find(|layer| {
            let title = layer.title();
            let english = title.en.trim_end_matches(" network");
            word.eq_ignore_ascii_case(layer.code())
                || word.eq_ignore_ascii_case(english)
                || word.eq_ignore_ascii_case(title.en)
                || word == title.zh
                || word == title.zh.trim_end_matches("网络")
        })
    }

    /// The layer with this number (its place in [`Layer::ALL`]).
    pub fn from_index(index: u8) -> Option<Self> {
        Self::ALL.get(usize::from(index)).copied()
    }
}

impl std::fmt::Display for Layer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

/// A set of layers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LayerSet(u8);

impl LayerSet {
    /// No layer.
    pub const NONE: Self = Self(0);
    /// All six layers.
    pub const ALL: Self = Self(0b11_1111);

    /// The set with `layer` added.
    #[must_use]
    pub const fn with(self, layer: Layer) -> Self {
        Self(self.0 | 1 << layer as u8)
    }

    /// Whether `layer` is in the set.
    pub const fn contains(self, layer: Layer) -> bool {
        self.0 >> layer as u8 & 1 == 1
    }

    /// The layers in the set, in order.
    pub fn iter(self) -> impl Iterator<Item = Layer> {
        Layer::ALL.into_iter().filter(move |layer| self.contains(*layer))
    }

    /// How many layers are in the set.
    pub const fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Whether the set is empty.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Reads a list such as `IND,INN` or `产业，创新`; empty or `all` means all six. `Err` holds the word not understood.
    pub fn parse(list: &str) -> Result<Self, String> {
        let list = list.trim();
        if list.is_empty() || list.eq_ignore_ascii_case("all") || list == "全部" {
            return Ok(Self::ALL);
        }
        list.split([',', '，', '、', '|', ' '])
            .map(str::trim)
            .filter(|word| !word.is_empty())
            .try_fold(Self::NONE, |set, word| {
                Layer::parse(word).map(|layer| set.with(layer)).ok_or_else(|| word.to_owned())
            })
    }
}

impl FromIterator<Layer> for LayerSet {
    fn from_iter<I: IntoIterator<Item = Layer>>(layers: I) -> Self {
        layers.into_iter().fold(Self::NONE, Self::with)
    }
}

impl std::fmt::Display for LayerSet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (n, layer) in self.iter().enumerate() {
            write!(f, "{}{}", if n > 0 { "," } else { "" }, layer.code())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_read_back_from_every_form() {
        for layer in Layer::ALL {
            let title = layer.title();
            for form in [layer.code(), title.zh, title.en, title.zh.trim_end_matches("网络")] {
                assert_eq!(Layer::parse(form), Some(layer), "{form}");
            }
        }
        assert_eq!(Layer::parse("贸易"), None);
    }

    #[test]
    fn sets_read_lists_and_refuse_strangers() {
        let set = LayerSet::parse("产业，INN").unwrap();
        assert_eq!(set.to_string(), "INN,IND");
        assert_eq!(LayerSet::parse(""), Ok(LayerSet::ALL));
        assert_eq!(LayerSet::parse("IND,trade"), Err("trade".to_owned()));
    }
}
