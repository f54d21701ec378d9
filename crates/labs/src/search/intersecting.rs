//! Lists by name, their intersections, and walks through these.

use super::event::Run;
use super::walk::{Course, Walk};
use super::{Event, STEPS_MAX, SearchBench, TEXT, numbered, refuse};
use lesson::Refusal;
use postings::intersect::{self, Seek};
use postings::segment::{Field, Postings};
use std::rc::Rc;

impl SearchBench {
    /// The list of a term of the text field over all segments: documents numbered from 1 through all segments, deleted
    /// ones too. Empty if no document holds the term.
    #[must_use]
    pub fn list_of(&self, term: &str) -> Vec<u32> {
        let lists = numbered(self.index()).filter_map(|(base, part)| {
            let list = part.segment.postings(TEXT, term)?;
            Some(list.docs().iter().map(move |doc| base + doc))
        });
        lists.flatten().collect()
    }

    /// Tells each term of the text field with the length of its list, in byte order. The segments' terms are in order, so
    /// that this merges them and makes no list.
    pub fn each_term<'a>(&'a self, mut tell: impl FnMut(&'a str, usize)) {
        let fields = self.index().parts().iter();
        let fields = fields.filter_map(|part| part.segment.field(TEXT));
        let fields: Vec<&Field> = fields.collect();
        if let [only] = fields.as_slice() {
            only.terms()
                .for_each(|(term, list)| tell(term, list.docs().len()));
            return;
        }
        let mut terms: Vec<_> = fields
            .iter()
            .map(|field| field.terms().peekable())
            .collect();
        while let Some(next) = terms
            .iter_mut()
            .filter_map(|each| each.peek())
            .map(|(term, _)| *term)
            .min()
        {
            let with: usize = terms
                .iter_mut()
                .filter_map(|each| each.next_if(|(term, _)| *term == next))
                .map(|(_, list): (&str, &Postings)| list.docs().len())
                .sum();
            tell(next, with);
        }
    }

    /// The walk that is under way.
    #[must_use]
    pub fn walk(&self) -> Option<&Walk> {
        self.walk.as_ref()
    }

    pub(super) fn intersect(
        &self,
        ways: &[Seek],
        names: &[String],
        within: Option<u32>,
    ) -> Result<Vec<Event>, Refusal> {
        let lists = self.lists_named(names)?;
        let (mut hits, runs) = runs(ways, &lists);
        Ok(vec![Event::Intersected {
            names: names.to_vec(),
            lists,
            hits: hits.pop().unwrap_or_default(),
            runs,
            within,
        }])
    }

    pub(super) fn begin_walk(
        &mut self,
        ways: &[Seek],
        names: &[String],
    ) -> Result<Vec<Event>, Refusal> {
        let lists = self.lists_named(names)?;
        let (_, runs) = runs(ways, &lists);
        let names = names.to_vec();
        let course = Rc::new(Course { names, lists, runs });
        Ok(self.stand(Walk { course, at: 0 }))
    }

    pub(super) fn step(&mut self, count: Option<u64>) -> Result<Vec<Event>, Refusal> {
        let Some(Walk { course, at }) = &self.walk else {
            return Err(refuse(
                "there is nothing to step through",
                "begin with `walk`",
            ));
        };
        let end = course.length();
        if *at >= end {
            return Err(refuse(
                "the walk is at its end",
                "go back, or begin another with `walk`",
            ));
        }
        let at = count.map_or(end, |count| at.saturating_add(count).min(end));
        let course = course.clone();
        Ok(self.stand(Walk { course, at }))
    }

    fn stand(&mut self, walk: Walk) -> Vec<Event> {
        self.walk = Some(walk.clone());
        vec![Event::Walked(walk)]
    }

    fn lists_named(&self, names: &[String]) -> Result<Vec<Vec<u32>>, Refusal> {
        let found = names.iter().map(|name| {
            let own = self.lists.get(name).cloned();
            let list = own.unwrap_or_else(|| self.list_of(name));
            match list.is_empty() {
                false => Ok(list),
                true => Err(refuse(
                    format!("there is no list and no term `{name}`"),
                    "a list is made with `list`, a term with a document",
                )),
            }
        });
        found.collect()
    }
}

/// What each way finds, and all that it does.
fn runs(ways: &[Seek], lists: &[Vec<u32>]) -> (Vec<Vec<u32>>, Vec<Run>) {
    let lists: Vec<&[u32]> = lists.iter().map(Vec::as_slice).collect();
    let each = ways.iter().map(|way| {
        let (hits, trace) = intersect::traced(*way, &lists, STEPS_MAX);
        (hits, Run { way: *way, trace })
    });
    each.unzip()
}
