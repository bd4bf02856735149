from shopdesk.screens.frame import FrameScreen


class FilesScreen(FrameScreen):
    NAME = "files"
