//! From Markdown to prose: the events of pulldown-cmark become a tree, and what a lesson may not hold becomes mistakes.

use std::ops::Range;

use pulldown_cmark::{Alignment, CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::{Align, Inline, Prose, Target, plain};
use crate::mistake::Mistakes;

/// A top-level piece of a document: its title, a fenced block with an info string, or prose.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Part {
    /// The line it begins at.
    pub(crate) line: usize,
    pub(crate) what: What,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum What {
    Title(String),
    Prose(Prose),
    /// A fence: its info string and body, the latter ending in a line break unless empty.
    Fence {
        info: String,
        body: String,
    },
}

/// Reads a whole document that begins at this line of its file. Headings are numbered as sections.
pub(crate) fn read_document(text: &str, first_line: usize, mistakes: &mut Mistakes) -> Vec<Part> {
    let mut reader = Reader::new(text, first_line, mistakes);
    let mut parts = Vec::new();
    let mut sections = 0;
    while let Some((event, at)) = reader.events.next() {
        let line = reader.line(&at);
        let what = match event {
            Event::Start(Tag::Heading {
                level: HeadingLevel::H1,
                ..
            }) => What::Title(plain(&reader.inlines(TagEnd::Heading(HeadingLevel::H1)))),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => What::Fence {
                info: info.to_string(),
                body: reader.code(),
            },
            event => match reader.block(event, &at) {
                Some(Prose::Heading { level, text, .. }) => {
                    sections += 1;
                    What::Prose(Prose::Heading {
                        level,
                        id: format!("section-{sections}"),
                        text,
                    })
                }
                Some(prose) => What::Prose(prose),
                None => continue,
            },
        };
        parts.push(Part { line, what });
    }
    parts
}

/// Reads the prose of a field or a callout, which begins at this line of its file.
pub(crate) fn read(text: &str, first_line: usize, mistakes: &mut Mistakes) -> Vec<Prose> {
    let mut reader = Reader::new(text, first_line, mistakes);
    let mut blocks = Vec::new();
    while let Some((event, at)) = reader.events.next() {
        blocks.extend(reader.block(event, &at));
    }
    blocks
}

struct Reader<'a> {
    events: pulldown_cmark::OffsetIter<'a>,
    /// The byte at which each line begins.
    lines: Vec<usize>,
    first_line: usize,
    mistakes: &'a mut Mistakes,
}

/// CommonMark with tables; straight quotes, `--` and `...` outside of code become what a printer would set.
const MARKDOWN: Options = Options::ENABLE_TABLES.union(Options::ENABLE_SMART_PUNCTUATION);

impl<'a> Reader<'a> {
    fn new(text: &'a str, first_line: usize, mistakes: &'a mut Mistakes) -> Self {
        let lines = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(i, _)| i + 1))
            .collect();
        let events = Parser::new_ext(text, MARKDOWN).into_offset_iter();
        Self {
            events,
            lines,
            first_line,
            mistakes,
        }
    }

    fn line(&self, at: &Range<usize>) -> usize {
        self.first_line + self.lines.partition_point(|start| *start <= at.start) - 1
    }

    fn mistake(&mut self, at: &Range<usize>, message: &str) {
        let line = self.line(at);
        self.mistakes.add(line, message);
    }

    /// The block that this event opens.
    fn block(&mut self, event: Event<'a>, at: &Range<usize>) -> Option<Prose> {
        Some(match event {
            Event::Rule => Prose::Rule,
            Event::Start(Tag::Paragraph) => Prose::Paragraph(self.inlines(TagEnd::Paragraph)),
            Event::Start(Tag::Heading { level, .. }) => {
                if !matches!(level, HeadingLevel::H2 | HeadingLevel::H3) {
                    self.mistake(
                        at,
                        "expected a heading of level 2 or 3; the title is the only one of level 1",
                    );
                }
                let text = self.inlines(TagEnd::Heading(level));
                Prose::Heading {
                    level: level as u8,
                    id: String::new(),
                    text,
                }
            }
            Event::Start(Tag::List(start)) => {
                let mut items = Vec::new();
                while let Some((Event::Start(Tag::Item), _)) = self.events.next() {
                    items.push(self.blocks(TagEnd::Item));
                }
                Prose::List { start, items }
            }
            Event::Start(Tag::BlockQuote(kind)) => {
                Prose::Quote(self.blocks(TagEnd::BlockQuote(kind)))
            }
            Event::Start(Tag::CodeBlock(kind)) => {
                let language = match kind {
                    CodeBlockKind::Fenced(info) => info.to_string(),
                    CodeBlockKind::Indented => {
                        self.mistake(at, "expected a fence around code: an indented block is too easily an accident");
                        String::new()
                    }
                };
                Prose::Code {
                    language,
                    text: self.code(),
                }
            }
            Event::Start(Tag::Table(align)) => self.table(align),
            Event::Start(Tag::HtmlBlock) => {
                self.mistake(at, "raw HTML is not allowed in a lesson");
                self.skip_to(TagEnd::HtmlBlock);
                return None;
            }
            _ => {
                self.mistake(at, "this kind of Markdown is not allowed in a lesson");
                return None;
            }
        })
    }

    /// Blocks up to the end of a quotation or an item. A tight list has bare text: it becomes a paragraph.
    fn blocks(&mut self, end: TagEnd) -> Vec<Prose> {
        let mut blocks = Vec::new();
        let mut bare = Vec::new();
        while let Some((event, at)) = self.events.next() {
            let ends = event == Event::End(end);
            let opens = matches!(
                event,
                Event::Rule
                    | Event::Start(
                        Tag::Paragraph
                            | Tag::Heading { .. }
                            | Tag::List(_)
                            | Tag::BlockQuote(_)
                            | Tag::CodeBlock(_)
                            | Tag::Table(_)
                            | Tag::HtmlBlock
                    )
            );
            if (ends || opens) && !bare.is_empty() {
                join_lines(&mut bare);
                blocks.push(Prose::Paragraph(std::mem::take(&mut bare)));
            }
            if ends {
                break;
            } else if opens {
                blocks.extend(self.block(event, &at));
            } else {
                self.inline(event, &at, &mut bare);
            }
        }
        blocks
    }

    fn table(&mut self, align: Vec<Alignment>) -> Prose {
        let align = align.into_iter().map(|align| match align {
            Alignment::None | Alignment::Left => Align::Start,
            Alignment::Center => Align::Center,
            Alignment::Right => Align::End,
        });
        let mut rows = Vec::new();
        let mut row = Vec::new();
        while let Some((event, _)) = self.events.next() {
            match event {
                Event::Start(Tag::TableCell) => row.push(self.inlines(TagEnd::TableCell)),
                Event::End(TagEnd::TableHead | TagEnd::TableRow) => {
                    rows.push(std::mem::take(&mut row))
                }
                Event::End(TagEnd::Table) => break,
                _ => {}
            }
        }
        let head = rows.remove(0);
        Prose::Table {
            align: align.collect(),
            head,
            rows,
        }
    }

    fn code(&mut self) -> String {
        let mut code = String::new();
        for (event, _) in self.events.by_ref() {
            match event {
                Event::Text(text) => code.push_str(&text),
                _ => break,
            }
        }
        code
    }

    fn skip_to(&mut self, end: TagEnd) {
        let _ = self
            .events
            .by_ref()
            .find(|(event, _)| *event == Event::End(end));
    }

    fn inlines(&mut self, end: TagEnd) -> Vec<Inline> {
        let mut text = self.nested(end);
        join_lines(&mut text);
        text
    }

    fn nested(&mut self, end: TagEnd) -> Vec<Inline> {
        let mut text = Vec::new();
        while let Some((event, at)) = self.events.next() {
            if event == Event::End(end) {
                break;
            }
            self.inline(event, &at, &mut text);
        }
        text
    }

    fn inline(&mut self, event: Event<'a>, at: &Range<usize>, out: &mut Vec<Inline>) {
        match event {
            Event::Text(text) => {
                // The parser hands a mark that it couldn't use on in pieces.
                let stands_there = |out: &[Inline]| matches!(out.last(), Some(Inline::Text(text)) if text.contains("**"));
                let stood_there = stands_there(out);
                push_text(&text, out);
                if stands_there(out) && !stood_there {
                    self.mistake(at, "`**` stands here as text: emphasis must not touch punctuation on its inside");
                }
            }
            Event::SoftBreak => push_text("\n", out),
            Event::HardBreak => out.push(Inline::Break),
            Event::Code(text) => out.push(Inline::Code(text.to_string())),
            Event::Start(Tag::Emphasis) => {
                out.push(Inline::Emphasis(self.nested(TagEnd::Emphasis)))
            }
            Event::Start(Tag::Strong) => out.push(Inline::Strong(self.nested(TagEnd::Strong))),
            Event::Start(Tag::Link { dest_url, .. }) => {
                let text = self.nested(TagEnd::Link);
                match target(&dest_url) {
                    Some(to) => out.push(Inline::Link { to, text }),
                    None => self.mistake(
                        at,
                        &format!(
                            "expected a link to `glossary#term`, `lesson/id`, `lab/id`, `#id` in this lesson or `https://..`; got \
                             `{dest_url}`"
                        ),
                    ),
                }
            }
            Event::Start(Tag::Image { .. }) => {
                self.mistake(at, "a picture is not allowed in a lesson: use a `figure` block, which an engine draws");
                self.skip_to(TagEnd::Image);
            }
            Event::Html(_) | Event::InlineHtml(_) => {
                self.mistake(at, "raw HTML is not allowed in a lesson")
            }
            _ => self.mistake(at, "this kind of Markdown is not allowed in a lesson"),
        }
    }
}

fn push_text(text: &str, out: &mut Vec<Inline>) {
    match out.last_mut() {
        Some(Inline::Text(before)) => before.push_str(text),
        _ => out.push(Inline::Text(text.to_owned())),
    }
}

/// Line breaks of the source become spaces, or nothing where both neighbours are Chinese, whatever marks lie between.
fn join_lines(text: &mut [Inline]) {
    let visible: Vec<char> = plain(text).chars().collect();
    let breaks = visible
        .iter()
        .enumerate()
        .filter(|(_, c)| **c == '\n')
        .map(|(i, _)| i);
    let mut joints = breaks.map(|i| {
        let chinese = |at: usize| visible.get(at).is_some_and(|c| is_chinese(*c));
        if chinese(i.wrapping_sub(1)) && chinese(i + 1) {
            ""
        } else {
            " "
        }
    });
    replace_breaks(text, &mut joints);
}

fn replace_breaks(text: &mut [Inline], joints: &mut impl Iterator<Item = &'static str>) {
    for inline in text {
        match inline {
            Inline::Text(text) if text.contains('\n') => {
                let mut lines = text.split('\n');
                let mut joined = lines.next().unwrap_or_default().to_owned();
                for line in lines {
                    joined.push_str(joints.next().expect("a joint for every line break"));
                    joined.push_str(line);
                }
                *text = joined;
            }
            Inline::Emphasis(text) | Inline::Strong(text) | Inline::Link { text, .. } => {
                replace_breaks(text, joints)
            }
            Inline::Text(_) | Inline::Code(_) | Inline::Break => {}
        }
    }
}

/// Characters that are set without spaces: ideographs and the punctuation that goes with them.
fn is_chinese(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}' | '“' | '”' | '‘' | '’' | '…' | '—')
}

fn target(url: &str) -> Option<Target> {
    let id = |id: &str| (!id.is_empty() && !id.contains(['/', '#', ' '])).then(|| id.to_owned());
    if let Some(term) = url.strip_prefix("glossary#") {
        id(term).map(Target::Term)
    } else if let Some(lesson) = url.strip_prefix("lesson/") {
        id(lesson).map(Target::Lesson)
    } else if let Some(experiment) = url.strip_prefix("lab/") {
        id(experiment).map(Target::Laboratory)
    } else if let Some(here) = url.strip_prefix('#') {
        id(here).map(Target::Here)
    } else {
        url.starts_with("https://")
            .then(|| Target::Web(url.to_owned()))
    }
}
