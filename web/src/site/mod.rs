//! What stands around the lessons: the head, the first page, the glossary, search, and what a site owes its readers
//! (offline, two languages, two themes, an honest word when something breaks).

mod head;
pub use head::head;

mod home;
pub use home::HomePage;
mod first_picture;
pub mod notebook;
pub mod progress;
pub mod swatch;

mod glossary;
pub use glossary::glossary_page;

pub mod search;

mod not_found;
pub use not_found::not_found_page;

mod foot;
pub use foot::foot;

mod language;
mod theme;

mod offline;
pub use offline::NewVersion;

mod aside;
pub mod failure;
pub use aside::AsideOffer;
