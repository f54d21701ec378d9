//! A segment: some documents and their inverted lists, never changed once made.
//!
//! ```text
//!  term   documents        the line of positions
//!  天气   0  2  3          2  40  71  75          document 0 has 0..18, 1 has 18..38, 2 has 38..69 ..
//!  气很   0     3          3      72
//! ```
//!
//! A posting list is the documents that hold a term, ascending, and the places in them. The places of all documents lie on
//! one *line*: each document has a stretch of it, so that a place is one number, and a phrase is an intersection of
//! shifted lists of numbers (see [`phrase`](mod@crate::phrase)).
//!
//! Because a segment is never changed, it can be read while another is made, kept in caches, and copied as a file. What that
//! costs is told in [`index`](crate::index): deletes are marks beside it, an update is a delete and an addition, and many
//! small segments must be merged.

use crate::analysis::Analyzer;
use crate::intersect::{self, Set};
use crate::value::{Number, Value};
use std::collections::BTreeMap;
use std::rc::Rc;

/// A document: its fields by name. A field in an object has a path for a name: `user.id`.
pub type Document = BTreeMap<String, Value>;

/// What kind of field a name stands for; decided once, for all documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text that is cut into terms.
    Text(Analyzer),
    /// Numbers: looked up as they are, and by range.
    Number,
}

/// The kinds of the fields.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Mapping {
    /// The fields that are known.
    pub fields: BTreeMap<String, Kind>,
    /// How a text field is cut whose name is new.
    pub text: Analyzer,
}

/// A value that does not fit its field.
#[derive(Clone, Debug, PartialEq)]
pub struct Unfit {
    /// The field.
    pub field: String,
    /// What it holds.
    pub kind: Kind,
    /// What came.
    pub value: Value,
}

impl std::fmt::Display for Unfit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let value = self.value.to_text();
        write!(
            f,
            "the field `{}` holds numbers, and `{value}` is none",
            self.field
        )
    }
}

impl std::error::Error for Unfit {}

impl Mapping {
    /// Takes in the fields of a document: a new name is mapped by the first value it comes with.
    ///
    /// # Errors
    /// When a value does not fit the kind that its field has; the mapping is then as it was.
    pub fn admit(&mut self, document: &Document) -> Result<(), Unfit> {
        for (name, value) in document {
            let kind = self.fields.get(name).copied();
            if kind == Some(Kind::Number) && number(value).is_none() {
                return Err(Unfit {
                    field: name.clone(),
                    kind: Kind::Number,
                    value: value.clone(),
                });
            }
        }
        for (name, value) in document {
            if !self.fields.contains_key(name) {
                let kind = match value {
                    Value::Text(_) => Kind::Text(self.text),
                    Value::Number(_) => Kind::Number,
                    Value::Bool(_) => Kind::Text(Analyzer::Keyword),
                };
                self.fields.insert(name.clone(), kind);
            }
        }
        Ok(())
    }

    /// The terms that a value makes in a field, with their positions. A number makes one.
    #[must_use]
    pub fn terms(&self, field: &str, value: &Value) -> Vec<(String, u32)> {
        match self.fields.get(field) {
            Some(Kind::Number) => number(value)
                .map(|n| (n.to_string(), 0))
                .into_iter()
                .collect(),
            Some(Kind::Text(analyzer)) => {
                let tokens = analyzer.analyze(&value.to_text()).into_iter();
                tokens.map(|token| (token.term, token.position)).collect()
            }
            None => Vec::new(),
        }
    }
}

/// A value as the number that it is or writes.
#[must_use]
pub fn number(value: &Value) -> Option<Number> {
    match value {
        Value::Number(number) => Some(*number),
        Value::Text(text) => Number::read(text),
        Value::Bool(_) => None,
    }
}

/// The documents that hold a term, and the places in them.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Postings {
    /// The documents, strictly ascending.
    docs: Vec<u32>,
    /// The same for fast intersections, if there are [`Postings::SET_FROM`] or more.
    set: Option<Set>,
    /// All places on the line, strictly ascending.
    places: Vec<u32>,
    /// Where the places of each document begin in `places`; one more at the end.
    first: Vec<u32>,
}

impl Postings {
    /// From so many documents on, a list has a [`Set`] beside it.
    pub const SET_FROM: usize = 128;

    /// The documents in all of the lists.
    #[must_use]
    pub fn in_all(lists: &[&Postings]) -> Vec<u32> {
        let sets: Option<Vec<&Set>> = lists.iter().map(|list| list.set.as_ref()).collect();
        match sets {
            Some(sets) => Set::all(&sets).to_list(),
            // One of them is short, and bounds the work.
            None => intersect::sorted(&lists.iter().map(|list| list.docs()).collect::<Vec<_>>()),
        }
    }

    /// The documents, ascending.
    #[must_use]
    pub fn docs(&self) -> &[u32] {
        &self.docs
    }

    /// The places on the line of the field, ascending.
    #[must_use]
    pub fn places(&self) -> &[u32] {
        &self.places
    }

    /// The places within one document, if it holds the term. A binary search.
    #[must_use]
    pub fn places_in(&self, doc: u32) -> &[u32] {
        match self.docs.binary_search(&doc) {
            Ok(at) => &self.places[self.first[at] as usize..self.first[at + 1] as usize],
            Err(_) => &[],
        }
    }

    /// How often the term stands in a document, by the place of the document in [`Postings::docs`].
    #[must_use]
    pub fn frequency_at(&self, at: usize) -> usize {
        (self.first[at + 1] - self.first[at]) as usize
    }

    fn push(&mut self, doc: u32, place: u32) {
        if self.first.is_empty() {
            self.first.push(0);
        }
        if self.docs.last() != Some(&doc) {
            self.docs.push(doc);
            self.first.push(self.places.len() as u32);
        }
        self.places.push(place);
        *self.first.last_mut().expect("there is one") += 1;
    }
}

/// The inverted lists of one field.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Field {
    /// The posting lists by term.
    terms: BTreeMap<String, Postings>,
    /// Where the stretch of each document begins on the line; one more at the end.
    starts: Vec<u32>,
    /// How many terms each document has here: what ranking calls its length.
    lengths: Vec<u32>,
    /// The sum of the lengths.
    total_length: u64,
    /// The documents that have the field.
    present: Vec<u32>,
    /// The numbers with their documents, ascending.
    numbers: Vec<(Number, u32)>,
}

impl Field {
    /// The terms in byte order, with their lists.
    pub fn terms(&self) -> impl Iterator<Item = (&str, &Postings)> {
        self.terms.iter().map(|(term, list)| (term.as_str(), list))
    }

    /// The list of a term. A search in a tree.
    #[must_use]
    pub fn postings(&self, term: &str) -> Option<&Postings> {
        self.terms.get(term)
    }

    /// The documents that have the field, even if it made no term.
    #[must_use]
    pub fn present(&self) -> &[u32] {
        &self.present
    }

    /// The stretch of a document on the line.
    #[must_use]
    pub fn stretch(&self, doc: u32) -> std::ops::Range<u32> {
        self.starts[doc as usize]..self.starts[doc as usize + 1]
    }

    /// Where each document begins on the line; one more at the end.
    #[must_use]
    pub fn starts(&self) -> &[u32] {
        &self.starts
    }

    /// How many terms a document has here.
    #[must_use]
    pub fn length(&self, doc: u32) -> u32 {
        self.lengths[doc as usize]
    }

    /// How many terms all documents have here.
    #[must_use]
    pub fn total_length(&self) -> u64 {
        self.total_length
    }

    /// The numbers with their documents, ascending.
    #[must_use]
    pub fn numbers(&self) -> &[(Number, u32)] {
        &self.numbers
    }

    /// Lays down what a document has here; documents come in order, each once. The last position is the end of its stretch.
    fn push(&mut self, doc: u32, terms: &[(String, u32)], number: Option<Number>) {
        self.reach(doc);
        let start = *self.starts.last().expect("one more than documents");
        for (term, position) in terms {
            let place = start
                .checked_add(*position)
                .expect("the texts of a segment have less than 2^32 positions");
            match self.terms.get_mut(term) {
                Some(list) => list.push(doc, place),
                None => {
                    let mut list = Postings::default();
                    list.push(doc, place);
                    self.terms.insert(term.clone(), list);
                }
            }
        }
        let end = start + terms.last().map_or(0, |(_, position)| position + 1);
        self.starts.push(end);
        self.lengths.push(terms.len() as u32);
        self.total_length += terms.len() as u64;
        self.present.push(doc);
        self.numbers.extend(number.map(|number| (number, doc)));
    }

    /// Gives the documents before `doc` that lack the field an empty stretch.
    fn reach(&mut self, doc: u32) {
        if self.starts.is_empty() {
            self.starts.push(0);
        }
        let end = *self.starts.last().expect("one more than documents");
        self.starts.resize(doc as usize + 1, end);
        self.lengths.resize(doc as usize, 0);
    }
}

/// Documents and their inverted lists. Documents are numbered from 0 within it.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Segment {
    ids: Vec<String>,
    documents: Vec<Rc<Document>>,
    numbers: BTreeMap<String, u32>,
    fields: BTreeMap<String, Field>,
}

impl Segment {
    /// Makes a segment of documents that the mapping has [admitted](Mapping::admit), numbered in this order. No id may come
    /// twice. Time and space grow with the texts, times the logarithm of the number of terms.
    #[must_use]
    pub fn new(mapping: &Mapping, documents: Vec<(String, Rc<Document>)>) -> Segment {
        let mut segment = Segment::default();
        for (doc, (id, document)) in (0..).zip(documents) {
            for (name, value) in document.iter() {
                let terms = mapping.terms(name, value);
                let number = match mapping.fields.get(name) {
                    Some(Kind::Number) => number(value),
                    _ => None,
                };
                let field = segment.fields.entry(name.clone()).or_default();
                field.push(doc, &terms, number);
            }
            let before = segment.numbers.insert(id.clone(), doc);
            assert_eq!(before, None, "the id {id} came twice");
            segment.ids.push(id);
            segment.documents.push(document);
        }
        segment.close();
        segment
    }

    /// Merges segments into one, without the documents that are marked deleted and without reading a text again. What was
    /// found is found, under new numbers. Time and space grow with the postings.
    #[must_use]
    pub fn merge(parts: &[(&Segment, &[bool])]) -> Segment {
        let mut merged = Segment::default();
        for (part, deleted) in parts {
            let mut renumbered = vec![None; part.len()];
            for (doc, (id, document)) in (0..).zip(part.ids.iter().zip(&part.documents)) {
                if !deleted[doc as usize] {
                    let new = merged.ids.len() as u32;
                    renumbered[doc as usize] = Some(new);
                    let before = merged.numbers.insert(id.clone(), new);
                    assert_eq!(before, None, "the id {id} is alive in two segments");
                    merged.ids.push(id.clone());
                    merged.documents.push(document.clone());
                }
            }
            for (name, field) in &part.fields {
                let into = merged.fields.entry(name.clone()).or_default();
                append(into, field, &renumbered);
            }
        }
        merged.fields.retain(|_, field| !field.present.is_empty());
        merged.close();
        merged
    }

    fn close(&mut self) {
        let documents = self.len() as u32;
        for field in self.fields.values_mut() {
            field.reach(documents);
            field.numbers.sort();
            for list in field.terms.values_mut() {
                let is_long = list.docs.len() >= Postings::SET_FROM;
                list.set = is_long.then(|| Set::new(&list.docs));
            }
        }
    }

    /// How many documents it has, deleted ones too.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The ids by number.
    #[must_use]
    pub fn ids(&self) -> &[String] {
        &self.ids
    }

    /// The number of an id.
    #[must_use]
    pub fn number_of(&self, id: &str) -> Option<u32> {
        self.numbers.get(id).copied()
    }

    /// A document as it came.
    #[must_use]
    pub fn document(&self, doc: u32) -> &Rc<Document> {
        &self.documents[doc as usize]
    }

    /// The fields by name.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &Field)> {
        self.fields
            .iter()
            .map(|(name, field)| (name.as_str(), field))
    }

    /// A field, if some document has it.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.get(name)
    }

    /// The list of a term in a field.
    #[must_use]
    pub fn postings(&self, field: &str, term: &str) -> Option<&Postings> {
        self.field(field)?.postings(term)
    }

    /// Checks all that must hold within it.
    ///
    /// # Panics
    /// When something does not hold: that would be a mistake of this crate.
    pub fn check(&self) {
        assert_eq!(self.ids.len(), self.documents.len());
        assert_eq!(self.ids.len(), self.numbers.len());
        for (name, field) in &self.fields {
            assert_eq!(field.starts.len(), self.len() + 1, "{name}");
            assert_eq!(field.lengths.len(), self.len(), "{name}");
            assert!(field.starts.is_sorted(), "{name}");
            assert!(field.present.is_sorted_by(|a, b| a < b), "{name}");
            assert!(field.numbers.is_sorted(), "{name}");
            let mut counted = 0;
            for (term, list) in &field.terms {
                assert!(!list.docs.is_empty(), "{name}: {term}");
                assert!(list.docs.is_sorted_by(|a, b| a < b), "{name}: {term}");
                let is_long = list.docs.len() >= Postings::SET_FROM;
                assert_eq!(list.set.is_some(), is_long, "{name}: {term}");
                assert!(
                    list.set.iter().all(|set| set.to_list() == list.docs),
                    "{name}: {term}"
                );
                assert!(list.places.is_sorted_by(|a, b| a < b), "{name}: {term}");
                assert_eq!(list.first.len(), list.docs.len() + 1, "{name}: {term}");
                for &doc in &list.docs {
                    let stretch = field.stretch(doc);
                    let places = list.places_in(doc);
                    assert!(!places.is_empty(), "{name}: {term}");
                    assert!(
                        places.iter().all(|place| stretch.contains(place)),
                        "{name}: {term}"
                    );
                }
                counted += list.places.len() as u64;
            }
            assert_eq!(counted, field.total_length(), "{name}");
        }
    }
}

/// Adds a field of another segment, with its documents under their new numbers.
fn append(into: &mut Field, from: &Field, renumbered: &[Option<u32>]) {
    let moved = |doc: u32| renumbered[doc as usize];
    for doc in from.present.iter().copied() {
        let Some(new) = moved(doc) else { continue };
        into.reach(new);
        let start = *into.starts.last().expect("one more than documents");
        let length = from.stretch(doc).len() as u32;
        let end = start
            .checked_add(length)
            .expect("the texts of a segment have less than 2^32 positions");
        into.starts.push(end);
        into.lengths.push(from.length(doc));
        into.total_length += u64::from(from.length(doc));
        into.present.push(new);
    }
    for (term, list) in &from.terms {
        for doc in list.docs.iter().copied() {
            let Some(new) = moved(doc) else { continue };
            let into_list = into.terms.entry(term.clone()).or_default();
            let (old_start, new_start) = (from.starts[doc as usize], into.starts[new as usize]);
            for place in list.places_in(doc) {
                into_list.push(new, place - old_start + new_start);
            }
        }
    }
    let numbers = from.numbers.iter();
    into.numbers
        .extend(numbers.filter_map(|(number, doc)| Some((*number, moved(*doc)?))));
}

#[cfg(test)]
mod tests {
    use super::*;
    use fastrand::Rng;

    #[test]
    fn lists_of_any_length_are_intersected_whether_they_have_sets_or_not() {
        let mapping = Mapping {
            fields: BTreeMap::from([("text".to_string(), Kind::Text(Analyzer::Words))]),
            text: Analyzer::Words,
        };
        let mut dice = Rng::with_seed(1);
        // A word is in one document of so many.
        let words = [("all", 1), ("half", 2), ("few", 12), ("rare", 300)];
        let documents: Vec<(String, Rc<Document>)> = (0..5_000)
            .map(|id| {
                let said: Vec<&str> = (words.iter())
                    .filter(|(_, every)| dice.u32(..(*every)) == 0)
                    .map(|(word, _)| *word)
                    .collect();
                let text = Value::from(said.join(" ").as_str());
                let document = Document::from([("text".to_string(), text)]);
                (id.to_string(), Rc::new(document))
            })
            .collect();
        let segment = Segment::new(&mapping, documents);
        segment.check();
        let list = |word: &str| segment.postings("text", word).expect("it was said");
        assert!(list("few").set.is_some() && list("rare").set.is_none());
        for wanted in [
            &["all", "half"][..],
            &["half", "few"],
            &["few", "all", "half"],
            &["rare", "half"],
            &["rare"],
        ] {
            let lists: Vec<&Postings> = wanted.iter().map(|word| list(word)).collect();
            let in_all = |doc: &u32| lists.iter().all(|list| list.docs.contains(doc));
            let expected: Vec<u32> = (0..5_000).filter(in_all).collect();
            assert_eq!(Postings::in_all(&lists), expected, "{wanted:?}");
            assert!(!expected.is_empty(), "{wanted:?}");
        }
        assert!(Postings::in_all(&[]).is_empty());
    }
}
