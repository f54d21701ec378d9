//! What stands around the lessons: the head, the first page, the glossary, search.

mod head;
pub use head::Head;

mod home;
pub use home::HomePage;

mod glossary;
pub use glossary::GlossaryPage;

mod not_found;
pub use not_found::NotFoundPage;
