//! Shared instruments: nobody books what is booked.

/// A wish to use an instrument in `[start, end)`, in any unit of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Booking {
    /// The instrument.
    pub instrument: String,
    /// Who wants it.
    pub user: String,
    /// From when.
    pub start: i64,
    /// Until when, not included.
    pub end: i64,
}

/// What became of a booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It stands.
    Booked,
    /// It ends before it starts.
    Empty,
    /// The instrument is taken by the booking at this place.
    Taken(usize),
}

/// Takes bookings first come, first served.
pub fn book(bookings: &[Booking]) -> Vec<Answer> {
    let mut answers: Vec<Answer> = Vec::with_capacity(bookings.len());
    let mut standing: std::collections::BTreeMap<&str, std::collections::BTreeMap<i64, usize>> =
        std::collections::BTreeMap::new();
    for (place, booking) in bookings.iter().enumerate() {
        if booking.start >= booking.end {
            answers.push(Answer::Empty);
            continue;
        }
        let calendar = standing.entry(&booking.instrument).or_default();
        // Standing bookings do not overlap, so that only the last one that starts before our end can be in the way.
        let before = calendar.range(..booking.end).next_back().map(|(_, other)| *other);
        if let Some(other) = before.filter(|&other| bookings[other].end > booking.start) {
            answers.push(Answer::Taken(other));
        } else {
            calendar.insert(booking.start, place);
            answers.push(Answer::Booked);
        }
    }
    answers
}
