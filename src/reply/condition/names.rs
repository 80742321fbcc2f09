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

/// Whether a member's name is that of an operator, known or not.
pub(super) fn is_operator(name: &[u8]) -> bool {
    name.starts_with(b"$")
}

/// Whether a member of an object says that the object is a query and not operators on one value.
pub(super) fn is_logical(name: &[u8]) -> bool {
    LOGICAL.iter().any(|known| known.as_bytes() == name)
}

/// The operator that a name is but for its sign.
pub(super) fn signed(known: &'static [&'static str], name: &[u8]) -> Option<&'static str> {
    known.iter().copied().find(|known| known.as_bytes().strip_prefix(b"$") == Some(name))
}

/// The names that a path consists of: of the empty one, none.
pub(super) fn names_of(dotted: &[u8]) -> impl Iterator<Item = &[u8]> {
    dotted.split(|&byte| byte == b'.').filter(|_| !dotted.is_empty())
}
