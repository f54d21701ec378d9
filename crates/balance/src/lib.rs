//! Shuffles and load balancing, with their exact mathematics.
