// The room's first source takes the place of this file.
