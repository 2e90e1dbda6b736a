//! Agreements to start from.

/// A template: its kind, and the text.
#[derive(Clone, Copy, Debug)]
pub struct Template {
    /// One of [`super::KINDS`].
    pub kind: &'static str,
    /// The text, ready to be changed.
    pub text: &'static str,
}

macro_rules! templates {
    ($($kind:literal),*) => {
        /// One template for each kind of agreement.
        pub const TEMPLATES: &[Template] =
            &[$(Template { kind: $kind, text: include_str!(concat!("../../templates/", $kind, ".toml")) }),*];
    };
}

templates!(
    "forward_enclave",
    "reverse_enclave",
    "two_way_enclave",
    "co_built_park",
    "build_operate_transfer",
    "zone_of_parks",
    "alliance",
    "fund",
    "recognition"
);
