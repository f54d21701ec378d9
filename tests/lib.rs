//! What holds the whole together. Each file beside this one is a suite; data is under conformance/, pictures under golden/.
