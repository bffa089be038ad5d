"""Floor 6: answers as data, rubrics, counter-examples."""
