//! The parameters of a run, checked against the declaration before anything is read.

use crate::EngineError;
use liantu_model::{LayerSet, Method, Parameter, ParameterKind, Period, Words, schema::REGION_LEVELS};
use std::collections::BTreeMap;

/// Every parameter of a method with the value used; absent ones have no entry.
#[derive(Clone, Debug)]
pub(crate) struct Inputs {
    values: BTreeMap<&'static str, String>,
}

impl Inputs {
    /// Fills in defaults and refuses what the declaration does not allow.
    pub fn check(method: &'static Method, given: &BTreeMap<String, String>) -> Result<Self, EngineError> {
        if let Some(name) = given.keys().find(|name| method.parameter(name).is_none()) {
            let known = method.parameters.iter().map(|parameter| parameter.name).collect();
            return Err(EngineError::UnknownParameter { method: method.id, name: name.clone(), known });
        }
        let mut values = BTreeMap::new();
        for parameter in method.parameters {
            let value = given.get(parameter.name).map(|value| value.trim()).filter(|value| !value.is_empty());
            if let Some(value) = value.or(parameter.default) {
                let value = check_value(parameter, value)?;
                values.insert(parameter.name, value);
            } else if required(parameter.kind) {
                return Err(EngineError::parameter(parameter.name, "", expected(parameter.kind)));
            }
        }
        Ok(Self { values })
    }

    /// The same with another value, for a method that binds one thing several times.
    pub fn with(&self, name: &'static str, value: &str) -> Self {
        let mut values = self.values.clone();
        values.insert(name, value.to_owned());
        Self { values }
    }

    /// For the provenance.
    pub fn record(&self) -> BTreeMap<String, String> {
        self.values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
    }

    pub fn text(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// The value of a parameter that has a default.
    fn must(&self, name: &str) -> &str {
        self.text(name).unwrap_or_else(|| unreachable!("parameter {name} has a default"))
    }

    pub fn choice(&self, name: &str) -> &str {
        self.must(name)
    }

    pub fn integer(&self, name: &str) -> i64 {
        self.must(name).parse().unwrap_or_else(|_| unreachable!("parameter {name} was checked"))
    }

    pub fn number(&self, name: &str) -> f64 {
        self.must(name).parse().unwrap_or_else(|_| unreachable!("parameter {name} was checked"))
    }

    pub fn layers(&self, name: &str) -> LayerSet {
        self.text(name).map_or(LayerSet::ALL, |text| LayerSet::parse(text).unwrap_or(LayerSet::ALL))
    }

    pub fn period(&self, name: &str) -> Option<Period> {
        self.text(name).and_then(|text| text.parse().ok())
    }
}

/// Absent values of these kinds mean "no restriction".
fn required(kind: ParameterKind) -> bool {
    !matches!(kind, ParameterKind::Text | ParameterKind::Layers | ParameterKind::Period | ParameterKind::Scale)
}

fn check_value(parameter: &Parameter, value: &str) -> Result<String, EngineError> {
    if let ParameterKind::Number { min, max, .. } = parameter.kind {
        let number = ParameterKind::number(value).filter(|number| (min..=max).contains(number));
        let number = number.ok_or_else(|| EngineError::parameter(parameter.name, value, expected(parameter.kind)))?;
        return Ok(if value.contains('/') { number.to_string() } else { value.to_owned() });
    }
    let fine = match parameter.kind {
        ParameterKind::Integer { min, max } => value.parse::<i64>().is_ok_and(|number| (min..=max).contains(&number)),
        ParameterKind::Number { .. } | ParameterKind::Text => true,
        ParameterKind::Boolean => matches!(value, "true" | "false"),
        ParameterKind::Choice { of } => of.contains(&value),
        ParameterKind::Layers => LayerSet::parse(value).is_ok(),
        ParameterKind::Period => value.parse::<Period>().is_ok(),
        ParameterKind::Scale => value == "actor" || REGION_LEVELS.contains(&value),
    };
    if fine {
        return Ok(value.to_owned());
    }
    let expected = expected(parameter.kind);
    Err(EngineError::parameter(parameter.name, value, expected))
}

/// What a kind of parameter takes, in words.
fn expected(kind: ParameterKind) -> Words {
    match kind {
        ParameterKind::Integer { min, max } => {
            Words::new(format!(" {min} 到 {max} 的整数"), format!("a whole number from {min} to {max}"))
        }
        ParameterKind::Number { min, max, .. } => {
            Words::new(format!(" {min} 到 {max} 的数"), format!("a number from {min} to {max}"))
        }
        ParameterKind::Boolean => Words::new(" true 或 false", "`true` or `false`"),
        ParameterKind::Choice { of } => {
            Words::new(format!("其中之一：{}", of.join("、")), format!("one of {}", of.join(", ")))
        }
        ParameterKind::Text => Words::new("文字", "a text"),
        ParameterKind::Layers => Words::new("网络，如 IND,INN 或 产业,创新", "layers such as IND,INN or 产业,创新"),
        ParameterKind::Period => {
            Words::new("时期，如 2021、2021-Q3 或 2020/2023", "a period such as 2021, 2021-Q3 or 2020/2023")
        }
        ParameterKind::Scale => {
            let levels = REGION_LEVELS.join(", ");
            Words::new(format!("其中之一：{levels}, actor"), format!("{levels} or actor"))
        }
    }
}
