//! The names in a condition: operators and paths.

/// What joins conditions.
pub(super) const LOGICAL: [&str; 3] = ["$and", "$or", "$nor"];

/// What is asked of a value.
pub(super) const OPERATORS: [&str; 15] = [
    "$eq",
    "$ne",
    "$gt",
    "$gte",
    "$lt",
    "$lte",
    "$in",
    "$nin",
    "$exists",
    "$not",
    "$size",
    "$all",
    "$elemMatch",
    "$mod",
    "$type",
];

/// The same, in that order.
#[derive(Clone, Copy, Debug)]
pub(super) enum Operator {
    Eq,
    Ne,
    Gt,
    Gte,
    Lt,
    Lte,
    In,
    Nin,
    Exists,
    Not,
    Size,
    All,
    ElemMatch,
    Mod,
    Type,
}

impl Operator {
    const ALL: [Self; OPERATORS.len()] = [
        Self::Eq,
        Self::Ne,
        Self::Gt,
        Self::Gte,
        Self::Lt,
        Self::Lte,
        Self::In,
        Self::Nin,
        Self::Exists,
        Self::Not,
        Self::Size,
        Self::All,
        Self::ElemMatch,
        Self::Mod,
        Self::Type,
    ];

    pub(super) fn of(name: &[u8]) -> Option<Self> {
        Self::ALL.get(position(&OPERATORS, name)?).copied()
    }
}

/// Whether a member's name is that of an operator, known or not.
pub(super) fn is_operator(name: &[u8]) -> bool {
    name.starts_with(b"$")
}

/// Whether a member of an object says that the object is a query and not operators on one value.
pub(super) fn is_logical(name: &[u8]) -> bool {
    position(&LOGICAL, name).is_some()
}

/// The operator that a name is but for its sign.
pub(super) fn signed(known: &'static [&'static str], name: &[u8]) -> Option<&'static str> {
    known.get(position(known, &[b"$", name].concat())?).copied()
}

/// Which of these a name is. Not inlined, or each list would be looked through by code of its own.
#[inline(never)]
pub(super) fn position(known: &[&str], name: &[u8]) -> Option<usize> {
    known.iter().position(|known| known.as_bytes() == name)
}

/// The names that a path consists of: of the empty one, none.
pub(super) fn names_of(dotted: &[u8]) -> impl Iterator<Item = &[u8]> {
    dotted.split(|&byte| byte == b'.').filter(|_| !dotted.is_empty())
}
