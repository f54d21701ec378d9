//! Charts as functions from data to a picture; they know no page.
