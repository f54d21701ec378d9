//! A lesson's file, cut into front matter, title, prose and blocks, whatever its language.

use crate::mistake::Mistakes;
use crate::prose::{Part, Prose, What, read_document};

/// The words of blocks with a grammar of their own.
pub(super) const KINDS: [&str; 7] = [
    "predict",
    "challenge",
    "program",
    "figure",
    "note",
    "invariant",
    "mistake",
];

#[derive(Debug, Default)]
pub(super) struct Document {
    pub(super) front: Vec<Front>,
    pub(super) title: String,
    pub(super) items: Vec<Item>,
    pub(super) lines: usize,
}

/// A line of the front matter.
#[derive(Debug)]
pub(super) struct Front {
    pub(super) key: String,
    pub(super) value: String,
    pub(super) line: usize,
}

#[derive(Debug)]
pub(super) enum Item {
    Prose(Prose, usize),
    Fence(Fence),
}

/// A fenced block with an id.
#[derive(Debug)]
pub(super) struct Fence {
    /// The line of the fence.
    pub(super) line: usize,
    /// The first word of its info string.
    pub(super) kind: String,
    pub(super) id: String,
    /// The words after the id.
    pub(super) attributes: Vec<String>,
    /// Ends in a line break unless it is empty.
    pub(super) body: String,
}

impl Document {
    pub(super) fn read(text: &str, mistakes: &mut Mistakes) -> Self {
        let mut document = Self {
            lines: text.lines().count().max(1),
            ..Self::default()
        };
        // Editors of other systems leave marks that mean nothing here.
        let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
        let (body, first_line) = document.read_front(&text, mistakes);
        let mut titles = 0;
        for Part { line, what } in read_document(body, first_line, mistakes) {
            match what {
                What::Title(title) => {
                    titles += 1;
                    if titles > 1 {
                        mistakes.add(
                            line,
                            "a lesson has one title; expected a heading of level 2 or 3",
                        );
                    } else if !document.items.is_empty() {
                        mistakes.add(line, "expected the title before everything else");
                    }
                    document.title = title;
                }
                What::Prose(prose) => document.items.push(Item::Prose(prose, line)),
                What::Fence { info, body } => document.fence(line, &info, body, mistakes),
            }
        }
        if titles == 0 {
            mistakes.add(
                first_line,
                "expected a title, `# ..`, after the front matter",
            );
        }
        document.unique_ids(mistakes);
        document
    }

    /// Reads the front matter; returns what follows it and the line where that begins.
    fn read_front<'a>(&mut self, text: &'a str, mistakes: &mut Mistakes) -> (&'a str, usize) {
        let mut lines = text.split_inclusive('\n');
        if lines.next().map(str::trim_end) != Some("---") {
            mistakes.add(1, "expected front matter: `---`, lines `key: value`, `---`");
            return (text, 1);
        }
        let mut at = text.find('\n').map_or(text.len(), |end| end + 1);
        for (i, line) in lines.enumerate() {
            let number = i + 2;
            match line.trim_end() {
                "---" => return (&text[at + line.len()..], number + 1),
                title if title.starts_with('#') => {
                    mistakes.add(
                        number,
                        "expected `---`, the end of the front matter, before this",
                    );
                    return (&text[at..], number);
                }
                "" => {}
                line => match line.split_once(':') {
                    Some((key, value)) if !key.starts_with(' ') => {
                        let front = Front {
                            key: key.to_owned(),
                            value: value.trim().to_owned(),
                            line: number,
                        };
                        if self.front.iter().any(|earlier| earlier.key == front.key) {
                            mistakes.add(number, format!("`{key}` stands here twice"));
                        }
                        self.front.push(front);
                    }
                    _ => mistakes.add(
                        number,
                        format!("expected `key: value` in the front matter, got `{line}`"),
                    ),
                },
            }
            at += line.len();
        }
        mistakes.add(1, "the front matter has no end: expected a line `---`");
        ("", self.lines)
    }

    fn fence(&mut self, line: usize, info: &str, body: String, mistakes: &mut Mistakes) {
        let mut words = info.split_whitespace();
        let kind = words.next().unwrap_or_default();
        let marked = words.next();
        match marked.and_then(|word| word.strip_prefix('#')) {
            Some(id) => {
                if !is_id(id) {
                    let message =
                        format!("`#{id}` is no id: expected lower-case letters, digits and `-`");
                    mistakes.add(line, message);
                }
                let attributes = words.map(str::to_owned).collect();
                let (kind, id) = (kind.to_owned(), id.to_owned());
                self.items.push(Item::Fence(Fence {
                    line,
                    kind,
                    id,
                    attributes,
                    body,
                }));
            }
            None if KINDS.contains(&kind) => {
                mistakes.add(line, format!("expected an id: `{kind} #name`"));
            }
            None => {
                if kind.starts_with('#') || marked.is_some() {
                    mistakes.add(
                        line,
                        format!("expected `language` or `language #id` on a fence, got `{info}`"),
                    );
                }
                self.items.push(Item::Prose(
                    Prose::Code {
                        language: kind.to_owned(),
                        text: body,
                    },
                    line,
                ));
            }
        }
    }

    fn unique_ids(&self, mistakes: &mut Mistakes) {
        let fences: Vec<&Fence> = self.fences().collect();
        for (i, fence) in fences.iter().enumerate() {
            if let Some(first) = fences[..i].iter().find(|earlier| earlier.id == fence.id) {
                mistakes.add(
                    fence.line,
                    format!(
                        "`#{}` is taken by the block of line {}",
                        fence.id, first.line
                    ),
                );
            }
        }
    }

    pub(super) fn fences(&self) -> impl Iterator<Item = &Fence> {
        self.items.iter().filter_map(|item| match item {
            Item::Fence(fence) => Some(fence),
            Item::Prose(..) => None,
        })
    }

    /// Takes a line of the front matter out.
    pub(super) fn take_front(&mut self, key: &str) -> Option<Front> {
        let at = self.front.iter().position(|front| front.key == key)?;
        Some(self.front.remove(at))
    }

    /// Takes a line out that must be there and not empty.
    pub(super) fn need_front(&mut self, key: &str, mistakes: &mut Mistakes) -> Front {
        let front = self.take_front(key);
        if front.as_ref().is_none_or(|front| front.value.is_empty()) {
            mistakes.add(
                front.as_ref().map_or(1, |front| front.line),
                format!("the front matter needs `{key}: ..`"),
            );
        }
        front.unwrap_or(Front {
            key: key.to_owned(),
            value: String::new(),
            line: 1,
        })
    }

    /// What is left in the front matter is nothing we know.
    pub(super) fn no_other_front(&self, expected: &str, mistakes: &mut Mistakes) {
        for front in &self.front {
            mistakes.add(
                front.line,
                format!(
                    "unknown key `{}` in the front matter; expected {expected}",
                    front.key
                ),
            );
        }
    }
}

pub(super) fn is_id(id: &str) -> bool {
    let ok = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !id.is_empty() && !id.starts_with('-') && id.chars().all(ok)
}
