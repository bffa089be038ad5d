"""Sizes in px that the modules of a figure of lanes share."""

WIDTH_PX = 900  # of a still; a live figure takes the width it gets
LANE_PX = 53
TRACK_PX = 39
BARE_TOP_PX = 64  # above the lanes of a figure without named events
LEFT_PX, RIGHT_PX, TOP_PX, BOTTOM_PX = 196, 24, 109, 46
PLOT_PX = WIDTH_PX - LEFT_PX - RIGHT_PX
NARROW_PX = 760  # the least width of a live figure: words are placed so that they fit there too
NARROW_PLOT_PX = NARROW_PX - LEFT_PX - RIGHT_PX
TEXT_PX, SMALL_PX = 12.5, 11
