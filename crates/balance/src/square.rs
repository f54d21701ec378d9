//! A square table.

/// `n` rows of `n` cells, row after row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Square<T> {
    n: usize,
    cells: Vec<T>,
}

impl<T: Copy> Square<T> {
    /// A table of `n` x `n` cells that all hold `value`.
    pub fn filled(n: usize, value: T) -> Square<T> {
        Square {
            n,
            cells: vec![value; n * n],
        }
    }

    /// The number of rows, which is the number of columns.
    pub fn n(&self) -> usize {
        self.n
    }

    /// The cell in that row and column.
    pub fn at(&self, row: usize, column: usize) -> T {
        self.row(row)[column]
    }

    /// The cell in that row and column, to be changed.
    pub fn at_mut(&mut self, row: usize, column: usize) -> &mut T {
        assert!(column < self.n, "column {column} of a table of {}", self.n);
        &mut self.cells[row * self.n + column]
    }

    /// One row.
    pub fn row(&self, row: usize) -> &[T] {
        &self.cells[row * self.n..(row + 1) * self.n]
    }

    /// One column, from the top.
    pub fn column(&self, column: usize) -> Vec<T> {
        (0..self.n).map(|row| self.at(row, column)).collect()
    }

    /// All cells, row after row.
    pub fn cells(&self) -> &[T] {
        &self.cells
    }

    /// All cells, row after row, to be changed.
    pub fn cells_mut(&mut self) -> &mut [T] {
        &mut self.cells
    }

    /// The same table with every cell put through `f`.
    pub fn map<U: Copy>(&self, f: impl Fn(T) -> U) -> Square<U> {
        Square {
            n: self.n,
            cells: self.cells.iter().map(|&cell| f(cell)).collect(),
        }
    }
}
