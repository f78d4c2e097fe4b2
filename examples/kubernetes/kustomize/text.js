export const text = "Made of two files\n";
