//! The two languages of the interface. Each component holds its own words, as `lang.say("Next", "下一步")`, so that both
//! stand side by side and neither can be forgotten.

use serde::{Deserialize, Serialize};

/// The language of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// English.
    En,
    /// Chinese, simplified.
    Zh,
}

/// So many times, in Chinese: a measure word stands apart from digits, and close to 万 and 亿.
#[must_use]
pub fn times(count: &str) -> String {
    let close = count.ends_with(['万', '亿']);
    format!("{count}{}次", if close { "" } else { " " })
}

impl Lang {
    /// Both, in the order in which the switch shows them.
    pub const ALL: [Lang; 2] = [Lang::En, Lang::Zh];

    /// The word in this language.
    #[must_use]
    pub fn say<T>(self, en: T, zh: T) -> T {
        match self {
            Lang::En => en,
            Lang::Zh => zh,
        }
    }

    /// The one of two texts, `[English, Chinese]`, that is in this language: lessons keep theirs so.
    #[must_use]
    pub fn of<T>(self, [en, zh]: &[T; 2]) -> &T {
        self.say(en, zh)
    }

    /// The other one.
    #[must_use]
    pub fn other(self) -> Lang {
        self.say(Lang::Zh, Lang::En)
    }

    /// The value of the `lang` attribute.
    #[must_use]
    pub fn tag(self) -> &'static str {
        self.say("en", "zh-CN")
    }
}

/// A number of things in English: `1 row`, `2 rows`. Chinese has no plural.
#[must_use]
pub fn plural(n: usize, thing: &str) -> String {
    format!("{n} {thing}{}", if n == 1 { "" } else { "s" })
}

impl Lang {
    /// The same language, as charts name it.
    #[must_use]
    pub fn for_charts(self) -> charts::Lang {
        self.say(charts::Lang::En, charts::Lang::Zh)
    }
}
