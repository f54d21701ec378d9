//! The inside of a block: text first, then fields `key: value` or `key name: value`.

use crate::mistake::Mistakes;
use crate::prose::{Prose, read};

#[derive(Debug)]
pub(super) struct Fields {
    /// The line of the fence.
    pub(super) line: usize,
    text: Field,
    fields: Vec<Field>,
}

#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) key: String,
    /// The word between the key and the colon.
    pub(super) name: Option<String>,
    /// Without blank lines around it; further lines without their indentation.
    pub(super) value: String,
    /// Where the value begins.
    pub(super) line: usize,
}

impl Fields {
    /// Reads the body of the fence of that line.
    pub(super) fn read(body: &str, line: usize) -> Self {
        let mut text = Field {
            key: String::new(),
            name: None,
            value: String::new(),
            line: line + 1,
        };
        let mut fields: Vec<Field> = Vec::new();
        for (i, source) in body.lines().enumerate() {
            if let Some((key, name, value)) = opens_field(source) {
                let (key, name) = (key.to_owned(), name.map(str::to_owned));
                fields.push(Field {
                    key,
                    name,
                    value: value.to_owned(),
                    line: line + 1 + i,
                });
            } else if let Some(field) = fields.last_mut() {
                field.value.push('\n');
                field
                    .value
                    .push_str(source.strip_prefix("  ").unwrap_or(source));
            } else {
                text.value.push_str(source);
                text.value.push('\n');
            }
        }
        for field in fields.iter_mut().chain([&mut text]) {
            field.trim();
        }
        Self { line, text, fields }
    }

    /// The text before the first field, which must be there.
    pub(super) fn text(&self, what: &str, mistakes: &mut Mistakes) -> Vec<Prose> {
        if self.text.value.is_empty() {
            mistakes.add(self.line, format!("expected {what} first"));
        }
        self.text.prose(mistakes)
    }

    /// All fields of a key, taken out.
    pub(super) fn all(&mut self, key: &str) -> Vec<Field> {
        let (taken, left) = std::mem::take(&mut self.fields)
            .into_iter()
            .partition(|field| field.key == key);
        self.fields = left;
        taken
    }

    /// All fields of a key that has no name, taken out.
    pub(super) fn unnamed(&mut self, key: &str, mistakes: &mut Mistakes) -> Vec<Field> {
        let fields = self.all(key);
        for Field { name, line, .. } in &fields {
            if let Some(name) = name {
                mistakes.add(
                    *line,
                    format!("`{key}` takes no name: expected `{key}: ..`, got `{key} {name}:`"),
                );
            }
        }
        fields
    }

    /// The one field of a key, taken out.
    pub(super) fn one(&mut self, key: &str, mistakes: &mut Mistakes) -> Option<Field> {
        let mut fields = self.unnamed(key, mistakes);
        if let Some(second) = fields.get(1) {
            mistakes.add(second.line, format!("`{key}:` stands here twice"));
        }
        (!fields.is_empty()).then(|| fields.remove(0))
    }

    /// The one field of a key, which must be there and say something.
    pub(super) fn need(&mut self, key: &str, mistakes: &mut Mistakes) -> Option<Field> {
        let field = self.one(key, mistakes);
        if field.as_ref().is_none_or(|field| field.value.is_empty()) {
            mistakes.add(
                field.as_ref().map_or(self.line, |field| field.line),
                format!("expected `{key}: ..`"),
            );
            return None;
        }
        field
    }

    /// All fields of several keys in the order they stand, taken out.
    pub(super) fn in_order(&mut self, keys: &[&str]) -> Vec<Field> {
        let (taken, left) = std::mem::take(&mut self.fields)
            .into_iter()
            .partition(|field| keys.contains(&field.key.as_str()));
        self.fields = left;
        taken
    }

    /// What is left is unknown here, or stands in the wrong file.
    pub(super) fn no_others(
        &self,
        kind: &str,
        expected: &str,
        elsewhere: &[&str],
        mistakes: &mut Mistakes,
    ) {
        for field in &self.fields {
            let key = &field.key;
            if elsewhere.contains(&key.as_str()) {
                mistakes.add(
                    field.line,
                    format!("`{key}:` is behaviour: it stands in en.md only"),
                );
            } else {
                mistakes.add(
                    field.line,
                    format!("unknown key `{key}` in `{kind}`; expected {expected}"),
                );
            }
        }
    }
}

impl Field {
    pub(super) fn prose(&self, mistakes: &mut Mistakes) -> Vec<Prose> {
        read(&self.value, self.line, mistakes)
    }

    fn trim(&mut self) {
        let blank = self
            .value
            .lines()
            .take_while(|line| line.trim().is_empty())
            .count();
        self.line += blank;
        let kept: Vec<&str> = self.value.lines().skip(blank).collect();
        self.value = kept.join("\n").trim_end().to_owned();
    }
}

/// `key: value`, `key name: value`: the key is one lower-case word at the start of the line.
fn opens_field(line: &str) -> Option<(&str, Option<&str>, &str)> {
    let (head, value) = line.split_once(':')?;
    if !value.is_empty() && !value.starts_with(' ') {
        return None;
    }
    let (key, name) = match head.split_once(' ') {
        Some((key, name)) => (key, Some(name)),
        None => (head, None),
    };
    let is_word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase());
    let is_name = |name: &str| !name.is_empty() && !name.contains(' ');
    (is_word(key) && name.is_none_or(is_name)).then_some((key, name, value.trim()))
}
