//! tantivy as a peer: an index in memory, one segment, and questions asked of that without scores.

use super::lists::Cell;
use tantivy::directory::RamDirectory;
use tantivy::query::{BooleanQuery, EnableScoring, PhraseQuery, Query, TermQuery, Weight};
use tantivy::schema::{
    Field, IndexRecordOption, Schema, TantivyDocument, TextFieldIndexing, TextOptions,
};
use tantivy::{Index, Searcher, Term};

/// An index over one field of words between spaces.
pub struct Texts {
    field: Field,
    searcher: Searcher,
}

impl Texts {
    /// The index of these texts.
    pub fn new(texts: impl Iterator<Item = String>, record: IndexRecordOption) -> Texts {
        let mut schema = Schema::builder();
        let indexing = TextFieldIndexing::default()
            .set_tokenizer("whitespace")
            .set_index_option(record)
            .set_fieldnorms(false);
        let options = TextOptions::default().set_indexing_options(indexing);
        let field = schema.add_text_field("text", options);
        let mut writer = Index::builder()
            .schema(schema.build())
            .single_segment_index_writer(RamDirectory::create(), 1 << 30)
            .expect("a writer in memory");
        for text in texts {
            let mut document = TantivyDocument::default();
            document.add_text(field, text);
            writer.add_document(document).expect("a good document");
        }
        let index = writer.finalize().expect("an index in memory");
        let searcher = index.reader().expect("a reader").searcher();
        assert_eq!(searcher.segment_readers().len(), 1);
        Texts { field, searcher }
    }

    fn term(&self, word: &str) -> Term {
        Term::from_field_text(self.field, word)
    }

    fn ask(&self, query: &dyn Query) -> Question<'_> {
        let scoring = EnableScoring::disabled_from_searcher(&self.searcher);
        let weight = query.weight(scoring).expect("a good query");
        Question {
            weight,
            searcher: &self.searcher,
        }
    }

    /// Asks for a phrase.
    pub fn phrase(&self, words: &[&str]) -> Question<'_> {
        let terms = words.iter().map(|word| self.term(word));
        self.ask(&PhraseQuery::new(terms.collect()))
    }
}

/// A query, ready to be run.
pub struct Question<'a> {
    weight: Box<dyn Weight>,
    searcher: &'a Searcher,
}

impl Question<'_> {
    /// Walks over all documents found, and tells how many.
    pub fn count(&self) -> u64 {
        let mut count = 0;
        let reader = &self.searcher.segment_readers()[0];
        let each = &mut |docs: &[u32]| count += docs.len() as u64;
        self.weight
            .for_each_no_score(reader, each)
            .expect("readable");
        count
    }
}

/// The lists of some cells.
pub struct Lists(Texts);

impl Lists {
    /// Documents that are in none of a cell's lists are left out, for they are too many to make; this only makes the
    /// numbers that tantivy keeps smaller.
    pub fn new(cells: &[Cell]) -> Lists {
        let mut texts: Vec<String> = Vec::new();
        for (number, cell) in cells.iter().enumerate() {
            let (short, long) = cell.lists();
            let mut all = [short.clone(), long.clone()].concat();
            all.sort_unstable();
            all.dedup();
            texts.resize(texts.len().max(all.len()), String::new());
            for (list, name) in [(short, "a"), (long, "b")] {
                let mut from = 0;
                for entry in list {
                    from += all[from..]
                        .iter()
                        .take_while(|other| **other < entry)
                        .count();
                    texts[from] += &format!("{name}{number} ");
                }
            }
        }
        Lists(Texts::new(texts.into_iter(), IndexRecordOption::Basic))
    }

    /// Asks for the documents in both lists of a cell.
    pub fn both(&self, cell: usize) -> Question<'_> {
        let term = |name: &str| -> Box<dyn Query> {
            let term = self.0.term(&format!("{name}{cell}"));
            Box::new(TermQuery::new(term, IndexRecordOption::Basic))
        };
        self.0
            .ask(&BooleanQuery::intersection(vec![term("a"), term("b")]))
    }
}
