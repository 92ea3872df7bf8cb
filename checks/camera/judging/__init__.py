"""What the judges of cameras share: looks at a picture, regions, and the rows of their answers."""
