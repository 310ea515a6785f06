"""Published data, and random ratings for simulation and second computations."""

import numpy as np

from regionqa.statistics.agreement import Ratings

NAN = float("nan")


def _matrix(text: str) -> np.ndarray:
    """Rows of the text are readers; the result is subjects × readers."""
    rows = [
        [NAN if cell == "." else float(cell) for cell in line.split()] for line in text.splitlines()
    ]
    return np.array(rows).T


# Krippendorff (2011), 4 observers, 12 units
KRIPPENDORFF = _matrix(
    "1 2 3 3 2 1 4 1 2 . . .\n"
    "1 2 3 3 2 2 4 1 2 5 . 3\n"
    ". 3 3 3 2 3 4 2 2 5 1 .\n"
    "1 2 3 3 2 4 4 1 2 5 1 ."
)
FIVE = (1, 2, 3, 4, 5)

# Gwet's cac.raw4raters: the same, but the last unit's only grade is the third reader's
RAW4 = KRIPPENDORFF.copy()
RAW4[11] = NAN
RAW4[11, 2] = 3

# Gwet's cac.raw5obser, grades 0 to 3
RAW5 = _matrix(
    "1 1 2 . 0 0 1 1 2 2 . 0 1 3 1\n"
    "1 1 3 0 0 0 0 . 2 1 1 0 2 3 1\n"
    "2 0 3 0 0 0 2 2 2 1 0 0 2 2 1\n"
    ". 1 3 . . . . 0 . 1 0 0 2 2 .\n"
    "2 . . 0 0 0 1 . 2 . . . . 3 1"
)
FOUR = (0, 1, 2, 3)

# Fleiss (1971), 30 patients, 6 psychiatrists
FLEISS = [
    [int(grade) for grade in patient]
    for line in (
        "444444 222555 233335 555555 222444 113333 333355 113334 114444 555555",
        "144444 124444 222333 144444 224445 333335 111455 111112 224444 133555",
        "555555 244444 224555 114444 144445 222224 111155 224444 133333 555555",
    )
    for patient in line.split()
]

# pairedCAC's ratings1 and ratings2, 15 units, 4 readers
BEFORE, AFTER = (
    [[int(grade) for grade in unit] for unit in text.split()]
    for text in (
        "1111 1123 1123 2223 1211 2111 2222 2322 3333 1111 1123 3333 3233 1211 2111",
        "1111 3332 3333 1121 1111 1111 2222 2211 3333 1113 2222 3333 3333 1211 3333",
    )
)

# Stuart (1955): unaided distance vision of 7,477 women, right eye against left
VISION = [[1520, 266, 124, 66], [234, 1512, 432, 78], [117, 362, 1772, 205], [36, 82, 179, 492]]


def raw4() -> Ratings:
    return Ratings.from_matrix(RAW4, FIVE)


def raw5() -> Ratings:
    return Ratings.from_matrix(RAW5, FOUR, subjects=range(15), raters="ABCDE")


def random_codes(
    rng: np.random.Generator,
    cases: int,
    readers: int,
    missing: float = 0.0,
    wobble: float = 0.3,
    stray: float = 0.03,
    grades: int = 4,
) -> np.ndarray:
    """Cases × readers of codes: a true grade, steps of one, now and then any grade at all."""
    shares = np.array([0.15, 0.35, 0.4, 0.1]) if grades == 4 else np.full(grades, 1 / grades)
    true = rng.choice(grades, size=cases, p=shares) + 1
    steps = rng.choice([-1, 0, 1], size=(cases, readers), p=[wobble / 2, 1 - wobble, wobble / 2])
    codes = np.clip(true[:, None] + steps, 1, grades)
    anywhere = rng.random((cases, readers)) < stray
    codes = np.where(anywhere, rng.integers(1, grades + 1, (cases, readers)), codes)
    return np.where(rng.random((cases, readers)) < missing, 0, codes).astype(np.uint8)
